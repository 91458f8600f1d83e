"""What the tests beside this file share: the program, runs of it, and Docker Engines of a test's own."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("ROADWORTHY_PROGRAM", str(SOURCE / "build/roadworthy"))
SKIPPED = 77


def docker(*words, host=None, good=True):
    """What the `docker` command line says."""
    done = subprocess.run(["docker", *(["--host", host] if host else []), *words], capture_output=True, text=True, timeout=120)
    if good and done.returncode != 0:
        raise AssertionError(f"docker {' '.join(words)}: {done.stderr}")
    return done.stdout


def answers(host=None):
    return shutil.which("docker") is not None and docker("version", "--format", "{{.Server.Version}}", host=host, good=False).strip() != ""


def main():
    """Runs the tests of the calling file; skips them all where no Engine is to be had."""
    if os.environ.get("ROADWORTHY_REQUIRE_DOCKER") != "1" and (not answers() or os.geteuid() != 0 or shutil.which("dockerd") is None):
        print("no Docker Engine answers, or none can be started: root and dockerd are needed")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)


class Home:
    """A folder for runs and environment of a test's own."""

    def __init__(self, **environment):
        self.folder = tempfile.mkdtemp(prefix="roadworthy-test-", dir="/var/tmp")
        self.environment = {**{name: os.environ[name] for name in ("PATH", "DOCKER_HOST", "HOME") if name in os.environ},
                            "TMPDIR": self.folder, **environment}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run([PROGRAM, "gc", "--kept"], env=self.environment, capture_output=True, timeout=120)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *words, **options):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "errors": "replace", **options}
        return subprocess.Popen([PROGRAM, *words], env=self.environment, cwd=SOURCE, **pipes)

    def run(self, *words, given="", seconds=300):
        done = subprocess.run([PROGRAM, *words], env=self.environment, cwd=SOURCE, input=given, capture_output=True, text=True,
                              errors="replace", timeout=seconds)
        return done

    def write(self, name, text):
        path = pathlib.Path(self.folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path)

    def run_json(self, *words, seconds=300):
        """The run itself, and its report."""
        report = pathlib.Path(self.folder) / "report.json"
        report.unlink(missing_ok=True)
        done = self.run("run", *words, "--report-json", str(report), seconds=seconds)
        return done, json.loads(report.read_text()) if report.exists() else {}


@contextlib.contextmanager
def own_engine(*options, before=(), listens="unix"):
    """An Engine of the test's own: yields its folder, its address and its process. `before` are words in front of `dockerd`."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="roadworthy-engine-", dir="/var/tmp"))
    host = f"unix://{folder}/docker.sock"
    log = folder / "log"
    with open(log, "w") as out:
        daemon = subprocess.Popen([*before, "dockerd", "--host", host, "--data-root", folder / "data", "--exec-root", folder / "exec",
                                   "--pidfile", folder / "docker.pid", "--bridge", "none", *options],
                                  stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        await_line(log, "API listen on", daemon)
        yield folder, host, daemon
    finally:
        daemon.terminate()
        try:
            daemon.wait(30)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()
        end_leftovers(folder)
        remove(folder)


def await_line(log, words, daemon):
    """Returns once the log holds the words; both `tail` and this end with the daemon."""
    tail = subprocess.Popen(["timeout", "60", "tail", "-n", "+1", "-F", "--pid", str(daemon.pid), log], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True)
    with tail:
        found = any(words in line for line in tail.stdout)
        tail.terminate()
    if not found:
        raise AssertionError(f"the Engine does not start: {log.read_text()[-1500:]}")


def end_leftovers(folder):
    """Processes that a killed Engine left: its containerd, the shims and what they ran. Known by the folder's name."""
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if str(folder).encode() in (entry / "cmdline").read_bytes() and int(entry.name) != os.getpid():
                    os.kill(int(entry.name), 9)


def remove(folder):
    mounts = [line.split()[4] for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()]
    for mount in sorted((each for each in mounts if each.startswith(str(folder))), reverse=True):
        subprocess.run(["umount", "-l", mount], capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def labelled(host=None):
    """Everything on the Engine that carries Roadworthy's label."""
    mine = ("--filter", "label=roadworthy.run")
    return [*docker("ps", "-aq", *mine, host=host).split(), *docker("network", "ls", "-q", *mine, host=host).split(),
            *docker("volume", "ls", "-q", *mine, host=host).split()]


def labelled_by(run_ids, host=None):
    """The same of some runs only: others may share the Engine."""
    found = []
    for run in run_ids:
        mine = ("--filter", f"label=roadworthy.run={run}")
        found += [*docker("ps", "-aq", *mine, host=host).split(), *docker("network", "ls", "-q", *mine, host=host).split(),
                  *docker("volume", "ls", "-q", *mine, host=host).split()]
    return found
