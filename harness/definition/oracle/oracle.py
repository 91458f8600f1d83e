"""What the tests against other tools share."""

import json
import os
import re
import shutil
import subprocess
import sys
import venv

SKIPPED = 77
INSTALL_SECONDS = 900
ANSWER_SECONDS = 600


def build_go(source, cache):
    """The path of the Go program in that folder, or None."""
    if shutil.which("go") is None:
        print("no Go toolchain: the oracle cannot be built")
        return None
    cache.mkdir(parents=True, exist_ok=True)
    program = cache.resolve() / "oracle"
    environment = {**os.environ, "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local"}
    try:
        made = subprocess.run(["go", "build", "-p", "1", "-o", program, "."], cwd=source, env=environment, text=True,
                              timeout=INSTALL_SECONDS, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        print("the oracle took too long to build")
        return None
    if made.returncode != 0:
        print("the oracle cannot be built here:\n" + made.stdout[-2000:])
        return None
    return program


def install_python(cache, *packages):
    """The Python of an environment that has the packages, or None."""
    python = cache / "bin/python"
    stamp = cache / "installed"
    if stamp.exists() and stamp.read_text() == " ".join(packages):
        return python
    try:
        venv.create(cache, with_pip=True)
        made = subprocess.run([python, "-m", "pip", "install", "-q", *packages], text=True, timeout=INSTALL_SECONDS,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, OSError) as error:
        print(f"{packages} cannot be installed here: {error}")
        return None
    if made.returncode != 0:
        print(f"{packages} cannot be installed here:\n" + made.stdout[-2000:])
        return None
    stamp.write_text(" ".join(packages))
    return python


def ask(command, questions):
    """One answer for each question; both are lines of JSON."""
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    run = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=ANSWER_SECONDS)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if run.returncode != 0 or len(answers) != len(questions):
        sys.exit(f"{command} ended with {run.returncode} after {len(answers)} answers: {run.stderr[-2000:]}")
    return answers


def nanoseconds(duration):
    """Of `1m30s`, as Go writes durations."""
    units = {"ns": 1, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9}
    return sum(float(number) * units[unit] for number, unit in re.findall(r"([\d.]+)(ns|us|µs|ms|s|m|h)", duration))
