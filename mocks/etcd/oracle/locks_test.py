#!/usr/bin/env python3
"""The services Lock and Election of the stand-in beside a real etcd 3.5's: the same story, the same answers.

Exit status: 0 equal, 1 not, 77 the real etcd cannot be installed here.
"""

import sys
import threading

import servers
from talk import Client


class Later:
    """A call that may have to wait."""

    def __init__(self, client, name, request):
        self.answer = None
        self.thread = threading.Thread(target=self.run, args=(client, name, request), daemon=True)
        self.thread.start()

    def run(self, client, name, request):
        self.answer = client.call(name, request)

    def join(self):
        self.thread.join(30)
        return self.answer


def observed(clients, ask, election_pb2, rpc_pb2):
    """What an observer hears of an election that begins without a candidate, has two leaders and proclamations."""
    stream = clients[2].calls["Observe"](election_pb2.LeaderRequest(name=b"stage"), timeout=60)
    heard = []

    def hear():
        answer = next(stream)
        for field in ("cluster_id", "member_id", "raft_term"):
            answer.header.ClearField(field)
        heard.append(str(answer))

    first = ask("Campaign", election_pb2.CampaignRequest(name=b"stage", lease=0x10, value=b"one"))
    hear()
    ask("Proclaim", election_pb2.ProclaimRequest(leader=first.leader, value=b"uno"))
    hear()
    second = Later(clients[1], "Campaign", election_pb2.CampaignRequest(name=b"stage", lease=0x30, value=b"two"))
    assert servers.eventually(lambda: clients[0].call("Range", rpc_pb2.RangeRequest(key=b"stage/30")).count == 1)
    ask("Resign", election_pb2.ResignRequest(leader=first.leader))
    hear()
    leader = second.join().leader
    ask("Resign", election_pb2.ResignRequest(leader=leader))
    ask("Campaign", election_pb2.CampaignRequest(name=b"stage", lease=0x10, value=b"three"))
    hear()
    stream.cancel()
    late = clients[2].calls["Observe"](election_pb2.LeaderRequest(name=b"stage"), timeout=60)
    heard.append(str(next(late).kv))
    late.cancel()
    return heard


def story(address):
    """What a server answers to it, but for what is the server's own."""
    import election_pb2
    import lock_pb2
    import rpc_pb2

    told = []
    clients = [Client(address) for _ in range(3)]

    def tell(answer):
        if not isinstance(answer, tuple):
            for field in ("cluster_id", "member_id", "raft_term"):
                answer.header.ClearField(field)
        told.append(str(answer))
        return answer

    def ask(name, request):
        return tell(clients[0].call(name, request))

    def keys(beginning):
        return clients[0].call("Range", rpc_pb2.RangeRequest(key=beginning, range_end=beginning[:-1] + b"0")).count

    for lease in (0x10, 0x20, 0x30):
        ask("LeaseGrant", rpc_pb2.LeaseGrantRequest(ID=lease, TTL=1000))
    # A lock goes from hand to hand in the order of the asking; whoever leaves is passed over.
    ask("Lock", lock_pb2.LockRequest(name=b"door", lease=0x10))
    ask("Lock", lock_pb2.LockRequest(name=b"door", lease=0x10))
    second = Later(clients[1], "Lock", lock_pb2.LockRequest(name=b"door", lease=0x20))
    assert servers.eventually(lambda: keys(b"door/") == 2)
    leaver = clients[2].calls["Lock"].future(lock_pb2.LockRequest(name=b"door", lease=0x30))
    assert servers.eventually(lambda: keys(b"door/") == 3)
    leaver.cancel()
    assert servers.eventually(lambda: keys(b"door/") == 2)
    ask("Unlock", lock_pb2.UnlockRequest(key=b"door/10"))
    tell(second.join())
    ask("Unlock", lock_pb2.UnlockRequest(key=b""))
    ask("Lock", lock_pb2.LockRequest(name=b"door", lease=0x99))
    # An election.
    first = ask("Campaign", election_pb2.CampaignRequest(name=b"throne", lease=0x10, value=b"one"))
    ask("Leader", election_pb2.LeaderRequest(name=b"throne"))
    ask("Leader", election_pb2.LeaderRequest(name=b"nobody"))
    ask("Proclaim", election_pb2.ProclaimRequest(leader=first.leader, value=b"uno"))
    ask("Proclaim", election_pb2.ProclaimRequest(value=b"x"))
    ask("Proclaim", election_pb2.ProclaimRequest(leader=election_pb2.LeaderKey(name=b"throne", key=b"throne/77", rev=3, lease=0x10)))
    heir = Later(clients[1], "Campaign", election_pb2.CampaignRequest(name=b"throne", lease=0x20, value=b"two"))
    assert servers.eventually(lambda: keys(b"throne/") == 2)
    ask("Leader", election_pb2.LeaderRequest(name=b"throne"))
    ask("Resign", election_pb2.ResignRequest(leader=first.leader))
    tell(heir.join())
    ask("Leader", election_pb2.LeaderRequest(name=b"throne"))
    ask("Resign", election_pb2.ResignRequest())
    told.extend(observed(clients, ask, election_pb2, rpc_pb2))
    # The end of a lease is the end of what was held with it.
    ask("LeaseRevoke", rpc_pb2.LeaseRevokeRequest(ID=0x20))
    ask("Leader", election_pb2.LeaderRequest(name=b"throne"))
    return told


def main():
    given = servers.arguments(__doc__)
    with servers.StandIn(given.program) as stand_in, servers.RealEtcd() as real:
        mine, theirs = story(stand_in.address), story(real.address)
    for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        if one != other:
            sys.exit(f"answer {number} differs\n--- stand-in\n{one}\n--- etcd\n{other}")
    print(f"{len(mine)} answers compared")


if __name__ == "__main__":
    main()
