#!/usr/bin/env python3
"""One set of scenarios, one verdict: runs it on both runtimes and compares what became of every scenario and every item.

    runtimes_test.py PROGRAM [FOLDER...]    folders of scenarios; `status` and `config` unless some are named

Every difference that there may be is listed in DIFFERENCES with its reason; one that is listed and is not there fails too.
Exit codes: 0 as listed, 1 otherwise, 77 where no Docker Engine answers.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77

# Item: what the runtime `process` says, what `docker` says, and why.
DIFFERENCES = {
    "STATUS-USER": ("not shown", "holds", "a child process runs as whoever runs the harness; an image brings its own user"),
    "STATUS-FOOTPRINT": ("not shown", "holds", "a child process has no control group of its own that counts what it uses"),
}


def verdicts_on(program, runtime, folders):
    """(scenario or item: what became of it), or nothing where the runtime is not to be had."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        command = [program, "run", *folders, "--runtime", runtime, "--jobs", "2", "--skip-unavailable", "--report-json", str(report)]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", timeout=900)
        if done.returncode == SKIPPED:
            return {}
        if not report.exists():
            sys.exit(f"no report of {runtime}: {done.stderr[-2000:]}")
        found = json.loads(report.read_text())
    verdicts = {scenario["file"]: scenario["outcome"] for scenario in found["scenarios"]}
    verdicts.update({item: shown["verdict"].replace("_", " ") for item, shown in found["items"].items()})
    return verdicts


def main():
    program = sys.argv[1]
    folders = [str(HERE / name) for name in sys.argv[2:] or ("status", "config")]
    docker = verdicts_on(program, "docker", folders)
    if not docker:
        print("no Docker Engine answers")
        return SKIPPED
    process = verdicts_on(program, "process", folders)
    wrong = 0
    for name in sorted(process.keys() | docker.keys()):
        seen = (process.get(name, "absent"), docker.get(name, "absent"))
        listed = DIFFERENCES.get(name)
        if seen != (listed[:2] if listed else (seen[0], seen[0])):
            wrong += 1
            print(f"{name}: process says {seen[0]}, docker says {seen[1]}" + (f"; listed are {listed[0]} and {listed[1]}" if listed else ""))
        elif listed:
            print(f"{name}: process says {seen[0]}, docker says {seen[1]}: {listed[2]}")
    print(f"{len(process)} compared, {wrong} differ otherwise than listed")
    return 1 if wrong else 0


sys.exit(main())
