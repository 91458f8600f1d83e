"""Ordinary use of etcd by the PyPI package etcd3, which somebody else wrote. Argument: the address."""

import queue
import sys
import threading

import etcd3

host, port = sys.argv[1].split(":")
client = etcd3.client(host=host, port=int(port), timeout=20)

client.put("py/a", "one")
client.put("py/b", "two")
assert client.get("py/a")[0] == b"one"
assert [value for value, _ in client.get_prefix("py/")] == [b"one", b"two"]
succeeded, responses = client.transaction(
    compare=[client.transactions.value("py/a") == "one", client.transactions.version("py/none") == 0],
    success=[client.transactions.put("py/c", "three"), client.transactions.get("py/c")],
    failure=[client.transactions.delete("py/a")],
)
assert succeeded and responses[1][0][0] == b"three"

events = queue.Queue()
watch = client.add_watch_callback("py/watched", lambda response: [events.put(event) for event in response.events])
client.put("py/watched", "new")
client.delete("py/watched")
assert events.get(timeout=20).value == b"new"
assert type(events.get(timeout=20)).__name__ == "DeleteEvent"
client.cancel_watch(watch)

lease = client.lease(5)
client.put("py/leased", "x", lease=lease)
assert lease.refresh()[0].TTL == 5
assert [bytes(key) for key in lease.keys] == [b"py/leased"]
lease.revoke()
assert client.get("py/leased")[0] is None

inside, held = [], []


def hold():
    with client.lock("py/lock", ttl=10):
        inside.append(1)
        assert len(inside) == 1
        client.get("py/a")
        inside.pop()
        held.append(1)


holders = [threading.Thread(target=hold) for _ in range(3)]
for holder in holders:
    holder.start()
for holder in holders:
    holder.join(60)
    assert not holder.is_alive()
assert len(held) == 3

assert client.status().version.startswith("3.5")
assert len(list(client.members)) == 1
client.compact(client.get("py/a")[1].mod_revision, physical=True)
assert client.delete_prefix("py/").deleted == 3
print("done")
