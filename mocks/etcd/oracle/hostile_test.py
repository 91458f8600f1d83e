#!/usr/bin/env python3
"""What no client would send harms nobody: the stand-in answers others, and has its memory, descriptors and threads back.

  hostile_test.py --program FILE [--seed N]

Exit status: 0 all holds, 1 not.
"""

import argparse
import base64
import http.client
import json
import os
import pathlib
import random
import socket

from http2 import (ACK, CONTINUATION, Connection, DATA, END_HEADERS, END_STREAM, HEADERS, PING, PREFACE, RST_STREAM, SETTINGS,
                   WINDOW_UPDATE, field, frame, headers, message)
from servers import StandIn, eventually

RANGE = "/etcdserverpb.KV/Range"
WATCHES = 1_000
STREAMS_EACH = 100
ROUNDS = 3
MOST_MEMORY = 512 * 2**20  # What allocators keep for threads that ended is most of it, and grows less from round to round.


class Process:
    def __init__(self, number):
        self.folder = pathlib.Path(f"/proc/{number}")

    def descriptors(self):
        return len(os.listdir(self.folder / "fd"))

    def threads(self):
        return len(os.listdir(self.folder / "task"))


def encoded(data):
    return base64.b64encode(data).decode()


def ask(address, path, body, seconds=30):
    """Status and text of the gateway's answer; of a stream that goes on, the status alone."""
    connection = http.client.HTTPConnection(address, timeout=seconds)
    try:
        connection.request("POST", path, body if isinstance(body, bytes) else json.dumps(body))
        answer = connection.getresponse()
        return answer.status, "" if path == "/v3/watch" else answer.read().decode(errors="replace")
    finally:
        connection.close()


def others_are_served(address):
    assert ask(address, "/v3/kv/put", {"key": encoded(b"k"), "value": encoded(b"v")})[0] == 200
    status, text = ask(address, "/v3/kv/range", {"key": encoded(b"k")})
    assert status == 200 and encoded(b"v") in text, text


def ends(connection):
    """The server says goodbye, whatever else it says before."""
    while connection.next_frame() is not None:
        pass
    connection.socket.close()


def broken_frames(address, rng):
    request = headers(RANGE, 1)
    wrong = [
        frame(DATA, 0, 0, b"x"),                                            # Data of no stream.
        frame(HEADERS, END_HEADERS, 1, b"\xff\xff\xff\xff\xff\xff\xff"),    # Names from a table that is not there.
        frame(HEADERS, END_HEADERS, 2, b""),                                # A client's streams are odd.
        frame(CONTINUATION, END_HEADERS, 1, b""),                           # Continues nothing.
        frame(SETTINGS, 0, 0, b"12345"),                                    # No whole setting.
        frame(SETTINGS, ACK, 0, b"123456"),
        frame(PING, 0, 0, b"short"),
        frame(WINDOW_UPDATE, 0, 0, b"\x00\x00\x00\x00"),
        frame(WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff") * 2,                # A window beyond all windows.
        frame(RST_STREAM, 0, 1, b"\x00\x00\x00\x08"),                       # Of a stream that never was.
        b"\xff\xff\xff\x00\x00\x00\x00\x00\x01",                            # Sixteen megabytes are announced.
        request + frame(DATA, 0, 1, message(b"", length=2**32 - 1)),        # Four gigabytes are announced.
        request + frame(DATA, END_STREAM, 1, message(b"\x0a\x7f")),         # A field longer than its message.
        request + frame(DATA, END_STREAM, 1, message(b"k", flag=1)),        # Compressed, in no way that was named.
        request + frame(DATA, END_STREAM, 1, b"\x00\x00"),                  # No whole prefix.
        headers(RANGE, 1) + headers(RANGE, 1),                              # A stream twice.
        headers("no path", 1) + frame(DATA, END_STREAM, 1, message(b"")),
    ]
    wrong += [rng.randbytes(rng.randrange(1, 400)) for _ in range(100)]
    for each in wrong:
        connection = Connection(address)
        connection.send(each)
        connection.socket.shutdown(socket.SHUT_WR)
        ends(connection)
    for greeting in (b"", b"P", PREFACE[:10], PREFACE[:-1], PREFACE, PREFACE.lower(), rng.randbytes(64), b"\x16\x03\x01\x02\x00"):
        connection = Connection(address, greeting)
        connection.socket.shutdown(socket.SHUT_WR)
        ends(connection)


def floods(address):
    """Much of what is cheap to send and costs its receiver something; none of the answers is read."""
    opened = headers(RANGE, 1)[:4] + bytes([0]) + headers(RANGE, 1)[5:]  # A header block without its end ...
    for start, again in ((b"", frame(PING, 0, 0, b"12345678")), (b"", frame(SETTINGS)),
                         (opened, frame(CONTINUATION, 0, 1, b"\x00\x01a\x01b" * 100)),  # ... that goes on and on.
                         (b"", frame(WINDOW_UPDATE, 0, 0, b"\x00\x00\x00\x01"))):
        connection = Connection(address)
        connection.socket.settimeout(5)
        connection.send(start)
        for _ in range(200):
            if not connection.send(again * 50):
                break
        connection.reset()
    connection = Connection(address)
    for stream in range(1, 4_001, 2):  # Begun and taken back at once.
        connection.send(headers(RANGE, stream) + frame(RST_STREAM, 0, stream, b"\x00\x00\x00\x08"))
    connection.reset()


def broken_requests(address):
    deep = b"[" * 200_000
    for body in (deep, b'{"key":' + deep, b'{"key":"' + b"!" * 100, b"\xff\xfe", b'{"key":1e999}', b"{" * 5, b'{"limit":"x"}'):
        for path in ("/v3/kv/range", "/v3/watch", "/v3/lease/keepalive", "/v3/kv/txn"):
            assert ask(address, path, body)[0] in (200, 400), (path, body[:20])
    for start in (b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000, b"POST /v3/kv/range HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n{",
                  b"POST /v3/kv/range HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"\r\n" * 100, b"GET\x00/ HTTP/9\r\n\r\n",
                  b"POST /v3/kv/range HTTP/1.1\r\nContent-Length: -1\r\n\r\n"):
        connection = Connection(address, start)
        connection.reset()


def huge_keys(address):
    key = b"h" * 1_000_000
    assert ask(address, "/v3/kv/put", {"key": encoded(key), "value": ""})[0] == 200
    status, text = ask(address, "/v3/kv/range", {"key": encoded(key)})
    assert status == 200 and encoded(key) in text
    assert ask(address, "/v3/kv/deleterange", {"key": encoded(key)})[0] == 200
    status, text = ask(address, "/v3/kv/put", {"key": encoded(b"h" * 1_600_000)})
    assert status == 400 and "etcdserver: request is too large" in text, text[:200]
    status, text = ask(address, "/v3/kv/put", {"key": encoded(b"h" * 4_000_000)})
    assert status in (400, 413, 429, 500), (status, text[:200])


def half_open(address):
    """Connections on which nothing, or half of something, comes; they stay until all were opened."""
    request = headers(RANGE, 1)
    starts = [b"", b"POST /v3/kv/ra", PREFACE[:8], PREFACE, PREFACE + frame(SETTINGS) + request,
              PREFACE + frame(SETTINGS) + request + frame(DATA, 0, 1, message(b"abc", length=100)),
              b"POST /v3/watch HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"]
    held = [Connection(address, starts[i % len(starts)]) for i in range(300)]
    others_are_served(address)
    for connection in held:
        connection.reset()


def idle_watches(address, stand_in):
    """A thousand of them, none of which ever hears anything; then their clients are gone."""
    create = message(field(1, field(1, b"nothing") + field(2, b"nothinh")))
    connections = []
    for _ in range(WATCHES // STREAMS_EACH):
        connection = Connection(address)
        for stream in range(1, 2 * STREAMS_EACH, 2):
            connection.send(headers("/etcdserverpb.Watch/Watch", stream) + frame(DATA, 0, stream, create))
        connections.append(connection)
    assert eventually(lambda: stand_in.command("state")["watches"] == WATCHES, 60)
    for number in range(100):
        assert ask(address, "/v3/kv/put", {"key": encoded(b"k%d" % number), "value": ""})[0] == 200
    for connection in connections:
        connection.reset()
    assert eventually(lambda: stand_in.command("state")["watches"] == 0, 60)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with StandIn(given.program) as stand_in:
        address = stand_in.address
        process = Process(stand_in.child.pid)
        others_are_served(address)
        before = process.descriptors(), process.threads()
        memory = []
        for _ in range(ROUNDS):
            for act in (lambda: broken_frames(address, random.Random(given.seed)), lambda: floods(address),
                        lambda: broken_requests(address), lambda: huge_keys(address), lambda: half_open(address),
                        lambda: idle_watches(address, stand_in)):
                act()
                others_are_served(address)
                # What was opened is given back; a few helpers of gRPC and HTTP may have been started for good.
                assert eventually(lambda: process.descriptors() <= before[0] + 5 and process.threads() <= before[1] + 40, 60), (
                    before, process.descriptors(), process.threads())
            memory.append(stand_in.resident_bytes())
        print(f"descriptors {before[0]} -> {process.descriptors()}, threads {before[1]} -> {process.threads()}, "
              f"memory after each round {[size >> 20 for size in memory]} MiB")
        assert memory[-1] < MOST_MEMORY
        assert stand_in.child.poll() is None


if __name__ == "__main__":
    main()
