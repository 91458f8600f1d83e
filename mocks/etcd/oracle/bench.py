#!/usr/bin/env python3
"""Puts, ranges and deliveries on watches a second of the stand-in beside a real etcd 3.5 whose data is in memory, and
the memory of both after many keys. It prints; it judges nothing."""

import subprocess

import servers


def main():
    given = servers.arguments(
        __doc__,
        (["--load"], {"required": True, "help": "the program that makes the load"}),
        (["--keys"], {"type": int, "default": 1_000_000}),
        (["--requests"], {"type": int, "default": 30_000}),
    )
    rows = {}
    for name, start in (("stand-in", lambda: servers.StandIn(given.program)),
                        ("etcd 3.5", lambda: servers.RealEtcd(None, "--quota-backend-bytes", "8000000000"))):
        with start() as server:
            def load(what, count):
                return int(subprocess.run([given.load, server.address, what, str(count)], check=True, capture_output=True,
                                          text=True).stdout)

            load("puts", 2_000)
            rows[name] = [load("puts", given.requests), load("ranges", given.requests), load("watch", given.requests // 10)]
            load("fill", given.keys)
            rows[name].append(server.resident_bytes() // 2**20)
    print(f"{'':10}{'puts/s':>10}{'ranges/s':>10}{'deliveries/s':>14}{f'MiB, {given.keys} keys':>22}")
    for name, (puts, ranges, deliveries, memory) in rows.items():
        print(f"{name:10}{puts:>10}{ranges:>10}{deliveries:>14}{memory:>22}")


if __name__ == "__main__":
    main()
