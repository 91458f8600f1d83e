#!/usr/bin/env python3
"""Whatever a subject answers is a finding in words, and costs neither memory nor time nor files.

    hostile_test.py PROGRAM [RUNTIME]    the runtime is `process` unless another is named; exit code 77 where it is not to be had
"""

import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
RUNTIME = sys.argv[2] if len(sys.argv) > 2 else "process"
FIXTURE = pathlib.Path(__file__).resolve().parent.parent / "fixtures/sidecars/hostile/profile.yaml"
MOST_KILOBYTES = 50 * 1024
ENGINE = {name: os.environ[name] for name in ("DOCKER_HOST",) if name in os.environ}
TIMEOUT = 5  # Seconds that a check may take by itself.
MOST_SECONDS = 60  # Of a whole run, on a busy machine.

HTTP = 'http: "GET http://edge:3000/", status: 200, json: {{ /status: healthy }}, timeout: {t}s'
ARCHIVE = 'archive: "GET http://edge:3000/", format: tar.gz, timeout: {t}s'
SECRETS = 'secrets: "GET http://edge:3000/", timeout: {t}s'

# A mode of the subject, the check that meets it, and the words for what it is.
TRIALS = [
    ("endless-body", HTTP, "a body longer than 8388608 bytes"),
    ("endless-body", ARCHIVE, "the body does not end|the answer was not complete within"),  # Whichever limit a machine reaches first.
    ("endless-body", SECRETS, "could not be looked through"),
    ("slow-body", HTTP, "the answer was not complete within"),
    ("slow-body", ARCHIVE, "the answer was not complete within"),
    ("gzip-bomb", ARCHIVE, "it unpacks to more than 250 times its size"),
    ("gzip-bomb", SECRETS, "it unpacks to more than 250 times its size"),
    ("parent-name", ARCHIVE, "member `../../hostile-was-here`"),
    ("million-members", ARCHIVE, "it has more than 10000 members"),
    ("link-out", ARCHIVE, "member `logs` links to `/tmp`"),
    ("sparse-terabyte", ARCHIVE, "member `sparse` claims 1099511627776 bytes"),
    ("sparse-terabyte", SECRETS, "member `sparse` claims 1099511627776 bytes"),
    ("long-content-length", HTTP, "the body ended after 20 of 1000 bytes"),
    ("bad-chunk", HTTP, "not an HTTP answer"),
    ("invalid-utf8", HTTP, "no JSON (at byte"),
    ("deep-json", HTTP, "JSON nested deeper than 200 levels"),
    ("redirect-loop", HTTP, "status 302"),
    ("control-characters", HTTP, "no JSON (at byte"),
    ("long-log-line", 'log: status, contains: "never printed"', "the line has ended"),
]

SCENARIO = """\
scenario: {mode}
secrets: {{ token: plain }}
topology: {{ pods: {{ edge: {{ status: {{ subject: hostile-sidecar, environment: {{ HOSTILE: {mode}, TOKEN: "${{secret.token}}" }} }} }} }} }}
steps:
  - start: status
  - eventually: {{ within: 30s, log: status, contains: "{ready}" }}
  - now: {{ {check} }}
"""


def fail(message):
    print(f"hostile_test: {message}", file=sys.stderr)
    sys.exit(1)


def peak_kilobytes():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def run(mode, check):
    """The last step's verdict, and the console's text."""
    with tempfile.TemporaryDirectory(prefix="roadworthy-hostile-") as folder:
        inner = pathlib.Path(folder, "a", "b")
        (inner / "runs").mkdir(parents=True)
        ready = "the line has ended" if mode == "long-log-line" else "listening"
        (inner / "hostile.yaml").write_text(SCENARIO.format(mode=mode, check=check.format(t=TIMEOUT), ready=ready))
        begun = time.monotonic()
        done = subprocess.run(
            [PROGRAM, "run", "hostile.yaml", "--runtime", RUNTIME, "--skip-unavailable", "--subject", f"hostile-sidecar={FIXTURE}", "--report-json", "report.json"],
            cwd=inner, env={"PATH": "/usr/bin:/bin", "TMPDIR": str(inner / "runs"), **ENGINE}, capture_output=True, timeout=MOST_SECONDS, check=False)
        took = time.monotonic() - begun
        console = done.stdout.decode(errors="surrogateescape") + done.stderr.decode(errors="surrogateescape")
        if not (inner / "report.json").exists():
            fail(f"{mode}: no report\n{console}")
        if done.returncode == 77:
            print(f"no runtime {RUNTIME} here")
            sys.exit(done.returncode)
        step = json.loads((inner / "report.json").read_text())["scenarios"][0]["steps"][-1]
        left = {str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if path.is_file()}
        strangers = {path for path in left if "/runs/" not in path} - {"a/b/hostile.yaml", "a/b/report.json"}
        if strangers or any("hostile-was-here" in path for path in left) or pathlib.Path("/tmp/hostile-was-here").exists():
            fail(f"{mode}: files were written: {strangers or left}")
        return done.returncode, step, console, took


def main():
    code, step, console, _ = run("fine", ARCHIVE)
    if code != 0:
        fail(f"what is fine is not green\n{console}")
    ordinary = peak_kilobytes()
    for mode, check, words in TRIALS:
        code, step, console, took = run(mode, check)
        seen = "\n".join(f"{each['expected']}, seen {each['seen']}" for each in step["mismatches"])
        if code != 1 or step["outcome"] != "failed":
            fail(f"{mode}: exit code {code}, {step['outcome']} {step['reason']}\n{console}")
        if not any(each in seen for each in words.split("|")):
            fail(f"{mode}: expected `{words}`, and the finding is\n{seen}")
        if any(ord(character) < 32 and character != "\n" for character in console):
            fail(f"{mode}: control characters reach the console: {console!r}")
        grown = peak_kilobytes() - ordinary
        if grown > MOST_KILOBYTES:
            fail(f"{mode}: {check.split(':')[0]} took {grown} KiB more than an ordinary run")
        print(f"{mode}: {took:.1f}s, {max(grown, 0)} KiB: {seen.splitlines()[-1][:150]}")


main()
