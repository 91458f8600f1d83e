#!/usr/bin/env python3
"""Puts, ranges and deliveries on watches a second of the stand-in beside a real etcd 3.5 whose data is in memory, and
the memory of both after many keys. Both run at once and are loaded in turn; figures are medians of the rounds. It
prints; it judges nothing."""

import statistics
import subprocess

import servers

ROUNDS = 3


def main():
    given = servers.arguments(
        __doc__,
        (["--load"], {"required": True, "help": "the program that makes the load"}),
        (["--keys"], {"type": int, "default": 1_000_000}),
        (["--requests"], {"type": int, "default": 30_000}),
    )
    loads = {"puts": given.requests // ROUNDS, "ranges": given.requests // ROUNDS, "watch": given.requests // ROUNDS // 5}
    with servers.StandIn(given.program) as stand_in, servers.RealEtcd(None, "--quota-backend-bytes", "8000000000") as real:
        rows = {"stand-in": stand_in, "etcd 3.5": real}
        rates = {name: {what: [] for what in loads} for name in rows}

        def load(server, what, count):
            return int(subprocess.run([given.load, server.address, what, str(count)], check=True, stdout=subprocess.PIPE, text=True).stdout)

        for server in rows.values():
            load(server, "puts", 2_000)
        for what, count in loads.items():
            for _ in range(ROUNDS):
                for name, server in rows.items():
                    rates[name][what].append(load(server, what, count))
        for server in rows.values():
            load(server, "fill", given.keys)
        print(f"{'':10}{'puts/s':>10}{'ranges/s':>10}{'deliveries/s':>14}{f'MiB, {given.keys} keys':>22}")
        for name, server in rows.items():
            puts, ranges, deliveries = (round(statistics.median(each)) for each in rates[name].values())
            print(f"{name:10}{puts:>10}{ranges:>10}{deliveries:>14}{server.resident_bytes() // 2**20:>22}")


if __name__ == "__main__":
    main()
