#!/usr/bin/env python3
"""Stands that `run --keep` leaves standing, on both runtimes: who may enter them, and how they go."""

import re
import signal
import subprocess
import unittest

from own_engine import Home, docker, labelled_by, main

SCENARIO = "scenarios/status/health-steady.yaml"
FAILING = """scenario: Never well
topology:
  pods:
    edge:
      server: { command: [/bin/sleep, "60"] }
steps:
  - start: server
  - now: { container: server, state: exited }
"""


def stand_in(text):
    return re.search(r"^Kept: stand (\S+)", text, re.MULTILINE)[1]


class OnDocker(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.__exit__)

    def keep(self, *words):
        done = self.home.run("run", SCENARIO, "--runtime", "docker", "--keep", *words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return stand_in(done.stdout), done.stdout

    def test_it_stands_until_gc_is_asked_for_it_by_name(self):
        stand, said = self.keep()
        run = stand.split("-")[0]
        self.assertIn(f"roadworthy enter --stand {stand} ", said)
        self.assertIn(f"roadworthy gc --kept {stand}", said)
        standing = labelled_by([run])
        self.assertEqual(self.home.run("gc").stdout, "")
        self.assertEqual(labelled_by([run]), standing)
        self.assertEqual(self.home.run("gc", "--kept", "another-s0").stdout, "")
        self.assertIn("would remove container", self.home.run("gc", "--dry-run", "--kept", stand).stdout)
        self.assertEqual(labelled_by([run]), standing)
        self.assertEqual(self.home.run("gc", "--kept", stand).returncode, 0)
        self.assertEqual(labelled_by([run]), [])
        self.assertIn("no stand is kept here", self.home.run("enter", "edge").stderr)

    def test_a_command_runs_in_the_pods_network_with_this_machines_programs(self):
        stand, said = self.keep()
        address = re.search(r"pod +edge +(\S+)", said)[1]
        # The pod's own localhost, where the stand-in listens; and an address that is reached from out here.
        inside = self.home.run("enter", "edge", "python3", "-c",
                               "import urllib.request as u; print(u.urlopen('http://localhost:9600/').read().decode()[:1])")
        self.assertEqual((inside.returncode, inside.stdout.strip()), (0, "{"), inside.stderr)
        self.assertEqual(self.home.run("enter", "--stand", stand, "edge", "sh", "-c", "exit 7").returncode, 7)
        self.assertEqual(self.home.run("enter", "edge", given="echo $((6*7))\n").stdout, "42\n")
        self.assertRegex(address, r"^10\.\d+\.\d+\.\d+$")

    def test_a_container_without_a_shell_is_entered_through_its_pod(self):
        self.keep()
        done = self.home.run("enter", "logstash", given="hostname\n")
        self.assertEqual(done.stdout, "edge\n", done.stderr)
        self.assertIn("logstash has no shell: this is its pod edge instead", done.stderr)

    def test_unknown_pods_and_two_stands_are_told_apart(self):
        first, _ = self.keep()
        wrong = self.home.run("enter", "nowhere")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn(f"edge --stand {first}", wrong.stderr)
        second, _ = self.keep()
        ambiguous = self.home.run("enter", "edge", "true")
        self.assertEqual(ambiguous.returncode, 2)
        self.assertIn("2 kept stands have a `edge`", ambiguous.stderr)
        self.assertEqual(self.home.run("enter", "--stand", second, "edge", "true").returncode, 0)

    def test_on_failure_keeps_what_failed_and_nothing_else(self):
        done = self.home.run("run", self.home.write("never.yaml", FAILING), SCENARIO, "--runtime", "docker", "--keep=on-failure")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(len(re.findall("^Kept: ", done.stdout, re.MULTILINE)), 1)
        stand = stand_in(done.stdout)
        names = docker("ps", "-a", "--filter", f"label=roadworthy.run={stand.split('-')[0]}", "--format", "{{.Names}}").split()
        self.assertTrue(names and all(stand in name for name in names), names)


class OnProcess(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.__exit__)

    def start(self):
        run = self.home.start("run", SCENARIO, "--keep", stderr=subprocess.DEVNULL)
        self.addCleanup(run.__exit__, None, None, None)
        self.addCleanup(run.kill)
        return run

    def test_it_stands_until_the_run_is_told_to_end(self):
        run = self.start()
        said = ""
        for line in run.stdout:
            said += line
            if line.startswith("  remove "):
                break
        self.assertIn("PASSED", said)
        stand = stand_in(said)
        inside = self.home.run("enter", "edge", "python3", "-c",
                               "import urllib.request as u; print(u.urlopen('http://localhost:9600/').read().decode()[:1])")
        self.assertEqual((inside.returncode, inside.stdout.strip()), (0, "{"), inside.stderr)
        self.assertEqual(self.home.run("enter", "logstash", "sh", "-c", "exit 7").returncode, 7)
        self.assertEqual(self.home.run("enter", "edge", given="echo $((6*7))\n").stdout, "42\n")
        self.assertEqual(self.home.run("gc", "--kept").stdout, "", "a run that is alive is nobody else's business")
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=60)
        self.assertEqual(run.returncode, 0)
        self.assertIn("no stand is kept here", self.home.run("enter", "--stand", stand, "edge").stderr)
        self.assertEqual(self.home.run("gc", "--dry-run").stdout, "")

    def test_a_killed_run_takes_it_along(self):
        run = self.start()
        any(line.startswith("  remove ") for line in run.stdout)
        run.kill()
        run.communicate(timeout=60)
        self.assertIn("no stand is kept here", self.home.run("enter", "edge").stderr)
        self.assertIn("removed ", self.home.run("gc").stdout)


if __name__ == "__main__":
    main()
