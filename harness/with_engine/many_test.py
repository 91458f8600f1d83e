#!/usr/bin/env python3
"""Forty scenarios side by side run out of neither networks nor names."""

import pathlib
import unittest

from own_engine import SOURCE, Home, labelled_by, main

COPIES = 40


class Many(unittest.TestCase):
    def test_eight_at_a_time(self):
        text = (SOURCE / "scenarios/status/api-reachable.yaml").read_text()
        with Home() as home:
            for number in range(COPIES):
                home.write(f"copies/copy-{number}.yaml", text)
            done, report = home.run_json(str(pathlib.Path(home.folder) / "copies"), "--runtime", "docker", "--jobs", "8",
                                         "--subject", f"status-sidecar={SOURCE}/fixtures/sidecars/status/profile.yaml", seconds=900)
            self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
            self.assertEqual([each["outcome"] for each in report["scenarios"]], ["passed"] * COPIES)
            self.assertEqual(labelled_by([report["run_id"]]), [])


if __name__ == "__main__":
    main()
