#!/usr/bin/env python3
"""However a run ends: what it made goes, what others made stays, and a broken Engine is not a failed deployment."""

import contextlib
import os
import pathlib
import random
import select
import signal
import unittest
import uuid

from own_engine import Home, answers, docker, labelled, main, own_engine

SCENARIOS = ("scenarios/status", "--include", "health-", "--jobs", "3", "--runtime", "docker")


class Strangers:
    """A container and a network of somebody else, by names that only this test knows."""

    def __init__(self, image):
        self.name = f"stranger-{uuid.uuid4().hex[:12]}"
        self.image = image

    def __enter__(self):
        docker("network", "create", "--internal", self.name)
        docker("run", "--detach", "--interactive", "--name", self.name, "--network", self.name, self.image, "/bin/roadworthy-holder")
        return self

    def are_there(self):
        found = (docker("ps", "-q", "--filter", f"name={self.name}"), docker("network", "ls", "-q", "--filter", f"name={self.name}"))
        return all(each.strip() for each in found)

    def __exit__(self, *_):
        docker("rm", "-f", self.name, good=False)
        docker("network", "rm", self.name, good=False)


def run_and_interrupt(home, lines, act):
    """Starts a run, does `act` after so many lines of progress, and returns how it ended."""
    with home.start("run", *SCENARIOS) as run:
        seen = 0
        said = ""
        for line in run.stderr:
            said += line
            seen += 1
            if seen == lines:
                act(run)
        out = run.stdout.read()
        run.wait(120)
        return run.returncode, out, said


def any_image(home):
    """An image that is there for sure: a run makes those of the stand-ins."""
    home.run("run", "scenarios/status/api-reachable.yaml", "--runtime", "docker")
    return docker("images", "-q", "roadworthy/holder").split()[0]


def processes_of(home):
    """Whatever runs with the folder of these runs in its environment, as descriptors of processes."""
    found = []
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if entry.isdigit() and f"TMPDIR={home.folder}".encode() in pathlib.Path(f"/proc/{entry}/environ").read_bytes():
                found.append(os.pidfd_open(int(entry)))
    return found


def kill_all(home):
    for process in processes_of(home):
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(process, signal.SIGKILL)
        os.close(process)


def await_workers(home):
    """Workers that outlive a killed run notice it and tear down."""
    for process in processes_of(home):
        select.select([process], [], [], 60)
        os.close(process)


class Killed(unittest.TestCase):
    def test_ten_times_at_random_moments(self):
        seed = int(os.environ.get("ROADWORTHY_TEST_SEED", random.SystemRandom().randrange(2**32)))
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)
        with Home() as home, Strangers(any_image(home)) as strangers:
            for moment in range(10):
                lines = chance.randrange(1, 45)
                with self.subTest(moment=moment, lines=lines, seed=seed):
                    everything = chance.random() < 0.5  # Or the parent alone, and its workers notice.
                    code, _, _ = run_and_interrupt(home, lines, lambda run: kill_all(home) if everything else run.kill())
                    self.assertIn(code, (-signal.SIGKILL, 0), "it was killed, or was done before")
                    await_workers(home)
                    collected = home.run("gc")
                    self.assertEqual(collected.returncode, 0, collected.stderr)
                    self.assertEqual(home.run("gc", "--dry-run").stdout, "")
                    self.assertEqual(self.left_of(home), [])
                    self.assertTrue(strangers.are_there())

    def left_of(self, home):
        found = []
        for identity in labelled():
            with contextlib.suppress(AssertionError):  # Of other runs on this Engine, some go meanwhile.
                if home.folder in docker("inspect", identity):
                    found.append(identity)
        return found

    def test_a_worker_that_is_killed_leaves_nothing(self):
        with Home() as home:
            def kill_workers(run):
                for child in pathlib.Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split():
                    os.kill(int(child), signal.SIGKILL)
            code, out, said = run_and_interrupt(home, 12, kill_workers)
            self.assertEqual(code, 3, out + said)
            self.assertIn("killed by SIGKILL", out)
            self.assertEqual(self.left_of(home), [])


class Interrupted(unittest.TestCase):
    left_of = Killed.left_of

    def test_one_ctrl_c_tears_down(self):
        with Home() as home:
            code, out, said = run_and_interrupt(home, 10, lambda run: run.send_signal(signal.SIGINT))
            self.assertEqual(code, 130, out + said)
            self.assertEqual(self.left_of(home), [])

    def test_two_in_a_row_still_do(self):
        def twice(run):
            run.send_signal(signal.SIGINT)
            # The second must not be joined with the first: once that is taken, none is pending.
            while f"ShdPnd:\t{0:016x}\n" not in pathlib.Path(f"/proc/{run.pid}/status").read_text():
                os.sched_yield()
            run.send_signal(signal.SIGINT)
        with Home() as home:
            code, out, said = run_and_interrupt(home, 10, twice)
            self.assertEqual(code, 130, out + said)
            self.assertEqual(self.left_of(home), [])


class EngineKilled(unittest.TestCase):
    def test_it_is_the_environment_that_broke(self):
        with own_engine() as (_, host, daemon), Home(DOCKER_HOST=host) as home:
            code, out, said = run_and_interrupt(home, 14, lambda _: daemon.kill())
            self.assertEqual(code, 3, out + said)
            self.assertNotIn("=== FAILED", out)
            self.assertRegex(out, "went away|no Docker Engine answers|did not answer")
            self.assertFalse(answers(host))


class NoEngine(unittest.TestCase):
    def test_it_says_what_to_do(self):
        with Home(DOCKER_HOST="unix:///nowhere/docker.sock") as home:
            done = home.run("run", "scenarios/status/api-reachable.yaml", "--runtime", "docker")
            self.assertEqual(done.returncode, 3)
            self.assertIn("start the daemon", " ".join(done.stdout.split()))
            self.assertEqual(home.run("run", "scenarios/status/api-reachable.yaml", "--runtime", "docker", "--skip-unavailable").returncode, 77)


if __name__ == "__main__":
    main()
