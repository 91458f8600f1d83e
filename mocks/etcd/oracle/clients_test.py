#!/usr/bin/env python3
"""Clients that others wrote, unmodified, in ordinary use: etcdctl 3.5 and 3.4, npm's etcd3, PyPI's etcd3.

Exit status: 0 all pass, 1 one does not, 77 none of them can be installed here.
"""

import os
import pathlib
import shutil
import subprocess
import sys

import servers

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 120


def main():
    given = servers.arguments(__doc__)
    for program in (servers.real_program("etcdctl"), pathlib.Path("/usr/bin/etcdctl")):
        if program.exists():
            with servers.StandIn(given.program) as server:
                Etcdctl(program, server.address).ordinary_use()
            print(f"{program}: passed", flush=True)
        else:
            print(f"{program}: not here", flush=True)
    with servers.StandIn(given.program) as server:
        use_python(given.cache, server)
    with servers.StandIn(given.program) as server:
        use_node(given.cache, server)


class Etcdctl:
    def __init__(self, program, address):
        self.command = [str(program), "--endpoints", address]
        self.environment = {**os.environ, "ETCDCTL_API": "3"}

    def run(self, *arguments, text="", fails=False):
        done = subprocess.run([*self.command, *arguments], input=text, capture_output=True, text=True, timeout=SECONDS,
                              env=self.environment)
        if (done.returncode != 0) != fails:
            sys.exit(f"{' '.join([*self.command, *arguments])} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def expect(self, wanted, *arguments, **how):
        seen = self.run(*arguments, **how)
        if wanted not in seen:
            sys.exit(f"{' '.join(arguments)} does not print {wanted!r} but:\n{seen}")

    def start(self, *arguments):
        return subprocess.Popen([*self.command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, env=self.environment)

    def ordinary_use(self):
        self.expect("OK", "put", "a", "one")
        self.run("put", "ab", "two")
        self.expect("a\none\nab\ntwo\n", "get", "--prefix", "a")
        self.expect("ab\ntwo\na\none\n", "get", "--prefix", "a", "--order", "DESCEND")
        self.expect("a\n\nab\n", "get", "--prefix", "a", "--keys-only")
        self.expect("a\none\n", "get", "a", "--rev", "2")
        self.expect("SUCCESS", "txn", text='value("a") = "one"\n\nput a three\n\nput a four\n\n')
        self.expect("three", "get", "a")
        self.watch()
        self.leases()
        self.expect("locked", "lock", "here", "echo", "locked")
        self.election()
        self.expect("compacted revision", "compact", "3")
        self.expect("required revision has been compacted", "get", "a", "--rev", "1", fails=True)
        self.expect("1", "del", "ab")
        self.expect("is healthy", "endpoint", "health")
        self.expect("3.5", "endpoint", "status")
        self.expect("started", "member", "list")
        self.run("alarm", "list")
        self.run("defrag")
        self.authentication()

    def watch(self):
        with self.start("watch", "w", "--rev", "1", "--prefix", "--prev-kv") as watch:
            self.run("put", "w1", "x")
            self.run("del", "w1")
            lines = [watch.stdout.readline().strip() for _ in range(7)]
            watch.kill()
        if lines[:3] != ["PUT", "w1", "x"] and lines[0] != "PUT":
            sys.exit(f"the watch printed {lines}")
        if "DELETE" not in lines:
            sys.exit(f"the watch printed {lines}")

    def leases(self):
        lease = self.run("lease", "grant", "100").split()[1]
        self.run("put", "leased", "x", "--lease", lease)
        self.expect("leased", "lease", "timetolive", lease, "--keys")
        with self.start("lease", "keep-alive", lease) as keeper:
            if "keepalived" not in keeper.stdout.readline():
                sys.exit("the lease is not kept alive")
            keeper.kill()
        self.expect(lease, "lease", "list")
        self.expect("revoked", "lease", "revoke", lease)
        self.expect("", "get", "leased")

    def election(self):
        with self.start("elect", "leaders", "me") as candidate:
            if not candidate.stdout.readline().startswith("leaders/"):
                sys.exit("nobody is elected")
            self.expect("me", "get", "--prefix", "leaders/")
            candidate.terminate()

    def authentication(self):
        self.run("role", "add", "root")
        self.run("user", "add", "root:secret")
        self.run("user", "grant-role", "root", "root")
        self.run("role", "add", "reader")
        self.run("role", "grant-permission", "reader", "--prefix=true", "read", "a")
        self.run("user", "add", "eve:e")
        self.run("user", "grant-role", "eve", "reader")
        self.expect("Authentication Enabled", "auth", "enable")
        self.expect("user name is empty", "get", "a", fails=True)
        self.expect("authentication failed", "--user", "eve:wrong", "get", "a", fails=True)
        self.expect("three", "--user", "eve:e", "get", "a")
        self.expect("permission denied", "--user", "eve:e", "put", "a", "x", fails=True)
        self.expect("permission denied", "--user", "eve:e", "get", "b", fails=True)
        self.expect("Roles: reader", "--user", "root:secret", "user", "get", "eve")
        self.expect("Authentication Disabled", "--user", "root:secret", "auth", "disable")


def use_python(cache, server):
    folder = cache / "python-etcd3"
    made = folder.exists() or subprocess.run(
        f"{sys.executable} -m venv {folder} && {folder}/bin/pip install --quiet etcd3==0.12.0 'tenacity<7'", shell=True).returncode == 0
    if not made:
        print("PyPI's etcd3: cannot be installed here")
        return
    # Its messages were made by an old generator, which only this implementation reads.
    done = subprocess.run([folder / "bin" / "python", HERE / "client_etcd3.py", server.address], timeout=SECONDS,
                          env={**os.environ, "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"})
    if done.returncode != 0:
        sys.exit("PyPI's etcd3 is not content")
    print("PyPI's etcd3: passed", flush=True)


def use_node(cache, server):
    """Its watch outlives its connections, which the stand-in cuts in the middle."""
    folder = cache / "npm-etcd3"
    if shutil.which("npm") is None:
        print("npm's etcd3: no npm here")
        return
    if not (folder / "node_modules" / "etcd3").exists():
        folder.mkdir(parents=True, exist_ok=True)
        if subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), "etcd3@1.1.2"]).returncode != 0:
            print("npm's etcd3: cannot be installed here")
            return
    client = subprocess.Popen(["node", HERE / "client_etcd3.js", server.address, (folder / "node_modules").resolve()],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if client.stdout.readline() != "watching\n":
        sys.exit("npm's etcd3 is not content")
    server.command("fault", faults=[{"kind": "refuse"}])
    server.command("fault", faults=[])
    client.stdin.write("go on\n")
    client.stdin.flush()
    if client.stdout.readline() != "done\n" or client.wait(SECONDS) != 0:
        sys.exit("npm's etcd3 is not content after its connections were cut")
    print("npm's etcd3: passed", flush=True)


if __name__ == "__main__":
    main()
