#!/usr/bin/env python3
"""One random list of operations against the stand-in and a real etcd 3.5: answers, errors and revisions must be equal.

Member ids, terms, tokens and what is left of a lease are the server's own and not compared. The seed is printed first.
Exit status: 0 equal, 1 not, 77 the real etcd cannot be installed here.
"""

import random
import sys

import servers
from operations import Requests
from talk import Client, Watch, normal

CLIENTS = 4
WATCHES = 12
FEWEST_FAILURES = 0.1


def main():
    given = servers.arguments(
        __doc__,
        (["--operations"], {"type": int, "default": 10_000}),
        (["--seed"], {"type": int, "default": random.SystemRandom().randrange(2**32)}),
    )
    print(f"seed {given.seed}, {given.operations} operations", flush=True)
    with servers.StandIn(given.program) as stand_in, servers.RealEtcd() as real:
        run = Run(random.Random(given.seed), stand_in.address, real.address)
        for _ in range(given.operations):
            run.step()
        run.compare_watches()
        run.expire_leases()
        run.with_authentication(max(given.operations // 10, 200))
        run.compare_watches()
    print(f"{run.compared} answers compared, {run.failed} of them failures, {run.events} events on {run.watched} watches, "
          f"revision {run.revision}")
    if run.failed < FEWEST_FAILURES * run.compared:
        sys.exit("too few of the operations failed to say much")


class Run(Requests):
    def __init__(self, rng, stand_in, real):
        super().__init__(rng)
        self.pairs = [(Client(stand_in), Client(real)) for _ in range(CLIENTS)]
        self.compared = self.failed = self.events = self.watched = 0
        self.watches = []

    # -- steps --------------------------------------------------------------------------------------------------------
    def step(self):
        import rpc_pb2

        kind = self.rng.random()
        if kind < 0.30:
            self.ask("Put", self.put())
        elif kind < 0.55:
            self.ask("Range", self.range())
        elif kind < 0.65:
            self.ask("DeleteRange", self.delete())
        elif kind < 0.83:
            self.ask("Txn", self.txn())
        elif kind < 0.93:
            self.step_lease()
        elif kind < 0.945:
            self.step_compact()
        elif kind < 0.97:
            self.step_watch()
        elif kind < 0.98:
            self.ask(*self.rng.choice([
                ("MemberPromote", rpc_pb2.MemberPromoteRequest(ID=7)), ("Authenticate", rpc_pb2.AuthenticateRequest(name="x")),
                ("Alarm", rpc_pb2.AlarmRequest()), ("AuthEnable", rpc_pb2.AuthEnableRequest()),
                ("AuthStatus", rpc_pb2.AuthStatusRequest()), ("UserGet", rpc_pb2.AuthUserGetRequest(name="nobody")),
                ("RoleGet", rpc_pb2.AuthRoleGetRequest(role="none")), ("RoleList", rpc_pb2.AuthRoleListRequest()),
                ("Put", rpc_pb2.PutRequest(key=b"large", value=bytes(self.rng.choice([1_572_000, 1_572_864, 2_097_200])))),
            ]))
        else:
            self.ask("Range", rpc_pb2.RangeRequest(key=b"\x00", range_end=b"\x00"))

    def step_lease(self):
        import rpc_pb2

        kind = self.rng.random()
        some = self.lease()
        if kind < 0.4:
            new = self.rng.choice([self.rng.randint(1, 2**62), some, self.rng.randint(1, 2**62)])
            seconds = self.rng.choice([100_000, 100_000, 100_000, 9_000_000_001])
            if not isinstance(self.ask("LeaseGrant", rpc_pb2.LeaseGrantRequest(ID=new or 5, TTL=seconds)), tuple):
                self.leases.append(new or 5)
        elif kind < 0.55:
            if not isinstance(self.ask("LeaseRevoke", rpc_pb2.LeaseRevokeRequest(ID=some)), tuple):
                self.leases.remove(some)
        elif kind < 0.9:
            self.ask("LeaseTimeToLive", rpc_pb2.LeaseTimeToLiveRequest(ID=some, keys=self.rng.random() < 0.7))
        else:
            self.ask("LeaseLeases", rpc_pb2.LeaseLeasesRequest())

    def step_compact(self):
        import rpc_pb2

        wanted = self.rng.choice([self.rng.randint(self.compacted, self.revision), self.compacted, self.revision + 2])
        if not isinstance(self.ask("Compact", rpc_pb2.CompactionRequest(revision=wanted, physical=True)), tuple):
            self.compacted = wanted

    def step_watch(self):
        import rpc_pb2

        if len(self.watches) >= WATCHES:
            pair = self.watches.pop(self.rng.randrange(len(self.watches)))
            self.compare_watch(pair)
            for watch in pair[1]:
                watch.close()
            return
        key, end = self.interval()
        start = self.rng.choice([0, 0, self.rng.randint(1, self.revision), self.revision + 3])
        request = rpc_pb2.WatchCreateRequest(key=key, range_end=end, start_revision=start, prev_kv=self.rng.random() < 0.5,
                                             filters=self.rng.choice([[], [], [0], [1], [0, 1]]),
                                             watch_id=self.rng.choice([0, 0, 7]), fragment=self.rng.random() < 0.3)
        pair = (request, [Watch(client, request) for client in self.rng.choice(self.pairs)])
        servers.eventually(lambda: all(watch.seen()[0] for watch in pair[1]))
        self.watched += 1
        # What was there before the watch is read now, because a compaction takes it away.
        self.compare_watch(pair)
        if 0 < start <= self.revision and not pair[1][1].seen()[1]:
            # Nothing shows when etcd has caught up with a history that is silent; a compaction before would end the watch.
            for watch in pair[1]:
                watch.close()
            return
        self.watches.append(pair)

    # -- comparing ----------------------------------------------------------------------------------------------------
    def ask(self, name, request):
        pair = self.rng.choice(self.pairs)
        answers = [client.call(name, request) for client in pair]
        shown = [normal(name, request, answer) for answer in answers]
        self.compared += 1
        self.failed += isinstance(answers[1], tuple)
        if shown[0] != shown[1]:
            sys.exit(f"{name} is answered otherwise\n--- request\n{request}\n--- stand-in\n{shown[0]}\n--- etcd\n{shown[1]}")
        if not isinstance(answers[1], tuple):
            self.revision = max(self.revision, answers[1].header.revision)
        return answers[1]

    def compare_watch(self, pair):
        request, (mine, real) = pair
        servers.eventually(lambda: mine.seen() == real.seen())
        seen = [mine.seen(), real.seen()]
        if seen[0] != seen[1]:
            sys.exit(f"a watch saw something else\n--- request\n{request}\n--- stand-in\n{seen[0]}\n--- etcd\n{seen[1]}")
        self.events += len(seen[1][1])

    def compare_watches(self):
        for pair in self.watches:
            self.compare_watch(pair)

    def expire_leases(self):
        """Keys go with a lease whose time is up, in one revision and in the same order."""
        import rpc_pb2

        self.ask("LeaseGrant", rpc_pb2.LeaseGrantRequest(ID=4242, TTL=1))
        request = rpc_pb2.WatchCreateRequest(key=b"leased", range_end=b"leasee", start_revision=self.revision + 1)
        pair = (request, [Watch(client, request) for client in self.pairs[0]])
        servers.eventually(lambda: all(watch.seen()[0] for watch in pair[1]))
        for name in (b"leased/b", b"leased/a"):
            self.ask("Put", rpc_pb2.PutRequest(key=name, lease=4242))
        servers.eventually(lambda: all(len(watch.seen()[1]) == 4 for watch in pair[1]))
        self.compare_watch(pair)
        self.ask("LeaseTimeToLive", rpc_pb2.LeaseTimeToLiveRequest(ID=4242))
        self.ask("Range", rpc_pb2.RangeRequest(key=b"leased", range_end=b"leasee"))

    def with_authentication(self, operations):
        import auth_pb2
        import rpc_pb2

        roles = {"root": [], "reader": [(0, b"k0", b"k2")], "writer": [(1, b"k1", b"k3"), (0, b"k3", b"k31")],
                 "all": [(2, b"\x00", b"\x00")], "one": [(2, b"k05", b""), (2, b"k06", b"k10"), (2, b"k10", b"k12")]}
        for role, permissions in roles.items():
            self.ask("RoleAdd", rpc_pb2.AuthRoleAddRequest(name=role))
            for kind, key, end in permissions:
                permission = auth_pb2.Permission(permType=kind, key=key, range_end=end)
                self.ask("RoleGrantPermission", rpc_pb2.AuthRoleGrantPermissionRequest(name=role, perm=permission))
            self.ask("RoleGet", rpc_pb2.AuthRoleGetRequest(role=role))
            self.ask("UserAdd", rpc_pb2.AuthUserAddRequest(name=role, password="p" + role))
            self.ask("UserGrantRole", rpc_pb2.AuthUserGrantRoleRequest(user=role, role=role))
        self.ask("AuthEnable", rpc_pb2.AuthEnableRequest())
        self.ask("Range", self.range())  # Nobody has a token yet.
        for pair, user in zip(self.pairs, ["reader", "writer", "one", "root"]):
            self.sign_in(pair, user)
        for number in range(operations):
            self.rng.choice([self.step_authentication, self.step, self.step])()
            if number % 50 == 49:
                self.sign_in(self.rng.choice(self.pairs), self.rng.choice(list(roles)))
        self.sign_in(self.pairs[0], "root")
        for pair in self.pairs[1:]:
            for client, signed_in in zip(pair, self.pairs[0]):
                client.token = signed_in.token
        self.ask("AuthDisable", rpc_pb2.AuthDisableRequest())

    def sign_in(self, pair, user):
        import rpc_pb2

        for client in pair:
            client.token = None
            answer = client.call("Authenticate", rpc_pb2.AuthenticateRequest(name=user, password="p" + user))
            assert not isinstance(answer, tuple), answer
            client.token = answer.token

    def step_authentication(self):
        import auth_pb2
        import rpc_pb2

        some = self.rng.choice(["reader", "writer", "one", "extra", "nobody", ""])
        permission = auth_pb2.Permission(permType=self.rng.randrange(3), key=self.key(), range_end=self.rng.choice([b"", b"l", b"\x00"]))
        self.ask(*self.rng.choice([
            ("UserAdd", rpc_pb2.AuthUserAddRequest(name=self.rng.choice(["extra", some]), password="p")),
            ("UserDelete", rpc_pb2.AuthUserDeleteRequest(name=self.rng.choice(["extra", "root", "nobody"]))),
            ("UserGet", rpc_pb2.AuthUserGetRequest(name=some)), ("UserList", rpc_pb2.AuthUserListRequest()),
            ("UserGrantRole", rpc_pb2.AuthUserGrantRoleRequest(user=some, role=self.rng.choice(["one", "none"]))),
            ("UserRevokeRole", rpc_pb2.AuthUserRevokeRoleRequest(name=some, role="one")),
            ("RoleAdd", rpc_pb2.AuthRoleAddRequest(name=some)), ("RoleGet", rpc_pb2.AuthRoleGetRequest(role=some)),
            ("RoleList", rpc_pb2.AuthRoleListRequest()), ("RoleDelete", rpc_pb2.AuthRoleDeleteRequest(role=self.rng.choice(["extra", "root"]))),
            ("RoleGrantPermission", rpc_pb2.AuthRoleGrantPermissionRequest(name=some, perm=permission)),
            ("RoleRevokePermission", rpc_pb2.AuthRoleRevokePermissionRequest(role=some, key=self.key())),
            ("AuthStatus", rpc_pb2.AuthStatusRequest()), ("Authenticate", rpc_pb2.AuthenticateRequest(name=some, password="wrong")),
            ("Defragment", rpc_pb2.DefragmentRequest()),
        ]))


if __name__ == "__main__":
    main()
