#!/usr/bin/env python3
"""An Engine whose bridge cannot be reached from here: requests go through the holders, and the verdicts are the same."""

import unittest

from own_engine import Home, labelled, main, own_engine

# Its network is a namespace of its own, without a cable: its Unix socket is all that leads there.
APART = ("unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$0" "$@"')
SCENARIOS = ("scenarios/status", "--include", "health-|stats", "--jobs", "2")


class Apart(unittest.TestCase):
    def test_health_and_figures_are_shown_through_the_holders(self):
        with own_engine(before=APART) as (_, host, _), Home(DOCKER_HOST=host) as home:
            done, report = home.run_json(*SCENARIOS, "--runtime", "docker", seconds=900)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertGreater(len(report["scenarios"]), 8)
            self.assertEqual({each["outcome"] for each in report["scenarios"]}, {"passed"})
            self.assertEqual(labelled(host), [])

    def test_going_straight_there_can_be_forced_and_then_fails(self):
        with own_engine(before=APART) as (_, host, _), Home(DOCKER_HOST=host, ROADWORTHY_POD_ACCESS="direct") as home:
            done = home.run("run", "scenarios/status/health-steady.yaml", "--runtime", "docker", "--variable", "settle=2s")
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)


class Here(unittest.TestCase):
    def test_the_way_through_the_holders_can_be_forced(self):
        with Home(ROADWORTHY_POD_ACCESS="holder") as home:
            done, report = home.run_json("scenarios/status/health-follows-logstash.yaml", "--runtime", "docker")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_another_word_is_a_mistake(self):
        with Home(ROADWORTHY_POD_ACCESS="bridge") as home:
            done = home.run("run", "scenarios/status/health-steady.yaml", "--runtime", "docker")
            self.assertEqual(done.returncode, 3)
            self.assertIn("ROADWORTHY_POD_ACCESS is `bridge`", done.stdout)
            self.assertIn("`direct` or `holder`", done.stdout)


if __name__ == "__main__":
    main()
