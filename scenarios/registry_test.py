#!/usr/bin/env python3
"""Images of a registry that asks for a password: Debian's docker-registry on loopback, and scenarios with a subject from it.

    registry_test.py PROGRAM BUILD_FOLDER

Exit codes: 0 all held, 1 otherwise, 77 where no Docker Engine answers or the registry's package is not installed.
"""

import base64
import contextlib
import crypt
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

SKIPPED = 77
LOADER = "/lib64/ld-linux-x86-64.so.2"  # The one program that every image with libraries has.
SCENARIO = """
scenario: A subject runs as its image says
variables: { program: LOADER }
topology:
  pods:
    edge:
      logstash: { stand_in: logstash }
      status: { subject: status-sidecar, environment: { LOGSTASH_API_URL: "http://localhost:9600" } }
steps:
  - start: [logstash, status]
  - eventually: { within: 20s, http: "GET http://edge:3000/api/health", status: 200 }
  - now: { container: status, user: 1001, image_size: { at_least: 1000000, at_most: 200000000 } }
  - eventually: { within: 20s, container: status, health: healthy }
  - exec: { in: status, command: ["${program}", "--version"] }
""".replace("LOADER", LOADER)
USER, PASSWORD, WRONG = "tester", "p4ss-W0rd:with=colons/42", "n0t-the-P4ssword"
PROGRAM, BUILD = (pathlib.Path(argument).absolute() for argument in sys.argv[1:3])


def docker(*words, **options):
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True, timeout=120, **options).stdout.strip()


def auth_of(password):
    return base64.b64encode(f"{USER}:{password}".encode()).decode()


class Registry:
    """Listens on a port of loopback that the kernel chose; only USER may look."""

    def __init__(self, folder):
        (folder / "htpasswd").write_text(f"{USER}:{crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))}\n")
        (folder / "registry.yml").write_text(json.dumps({
            "version": 0.1, "log": {"level": "info"}, "storage": {"filesystem": {"rootdirectory": str(folder / "data")}},
            "http": {"addr": "127.0.0.1:0", "secret": "of this test"},
            "auth": {"htpasswd": {"realm": "tests", "path": str(folder / "htpasswd")}}}))
        self.process = subprocess.Popen(["docker-registry", "serve", folder / "registry.yml"], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)
        self.address = None
        for line in self.process.stderr:
            if "listening on" in line:
                self.address = line.split("listening on ")[1].split('"')[0].split()[0].strip()
                break
        if not self.address:
            sys.exit("the registry does not start")
        # What it says further must not fill the pipe.
        self.drain = subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=subprocess.DEVNULL)

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.drain.wait(timeout=30)


class Images(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.registry = Registry(folder)
        cls.stack.callback(cls.registry.end)
        cls.reference = f"{cls.registry.address}/team/status-sidecar:1"
        cls.folder = folder
        cls.scenario = folder / "scenario.yaml"
        cls.scenario.write_text(SCENARIO)
        # An image as people make them: a user, an entry point, a health check, and no shell.
        (folder / "root/bin").mkdir(parents=True)
        program = BUILD / "libexec/roadworthy/status-sidecar"
        libraries = [word for line in subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout.splitlines()
                     for word in line.split() if word.startswith("/")]
        for file in [program, *libraries]:
            place = folder / "root/bin/status-sidecar" if file == program else folder / "root" / file.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, place)
        archive = subprocess.run(["tar", "-C", folder / "root", "-c", "."], capture_output=True, check=True).stdout
        settings = ['ENTRYPOINT ["/bin/status-sidecar"]', "USER 1001:1001", "ENV STATUS_POLL_INTERVAL=50ms",
                    f'HEALTHCHECK --interval=500ms CMD ["{LOADER}", "--version"]']
        changes = [word for setting in settings for word in ("--change", setting)]
        subprocess.run(["docker", "import", *changes, "-", cls.reference], input=archive, check=True, capture_output=True)
        with cls.configured(auths={cls.registry.address: {"auth": auth_of(PASSWORD)}}) as environment:
            docker("push", cls.reference, env=environment)
        cls.stack.callback(cls.forget)
        cls.forget()

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    @classmethod
    def forget(cls):
        subprocess.run(["docker", "rmi", "--force", cls.reference], capture_output=True, timeout=60)

    def setUp(self):
        self.forget()

    @classmethod
    @contextlib.contextmanager
    def configured(cls, helpers=None, path=None, **configuration):
        """An environment in which Docker's configuration is this one. `helpers`: name to shell script."""
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "config.json").write_text(json.dumps(configuration))
            for name, script in (helpers or {}).items():
                file = pathlib.Path(folder) / f"docker-credential-{name}"
                file.write_text("#!/bin/sh\n" + script)
                file.chmod(0o755)
            yield {**os.environ, "DOCKER_CONFIG": folder, "PATH": f"{folder}:{os.environ['PATH']}"}

    def run_scenario(self, environment, *words):
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        pages = self.folder / "report.html"
        done = subprocess.run([PROGRAM, "run", self.scenario, "--runtime", "docker", "--subject", f"status-sidecar=image:{self.reference}",
                               "--report-json", report, "--report-html", pages, *words],
                              env=environment, capture_output=True, text=True, timeout=120)
        everything = done.stdout + done.stderr + report.read_text() + pages.read_text()
        for secret in (PASSWORD, WRONG, auth_of(PASSWORD), auth_of(WRONG)):
            self.assertNotIn(secret, everything)
        return done, json.loads(report.read_text()), everything

    def expect_pulled(self, environment, *words):
        done, report, everything = self.run_scenario(environment, *words)
        self.assertEqual(done.returncode, 0, everything)
        self.assertIn(f"pull {self.reference}", done.stderr)
        return report, done

    def expect_refused(self, environment, *words):
        done, report, everything = self.run_scenario(environment, *words)
        self.assertEqual(done.returncode, 3, everything)
        self.assertEqual(report["scenarios"][0]["outcome"], "errored")
        return report["scenarios"][0]["reason"], done.stdout

    def test_password_in_the_configuration(self):
        with self.configured(auths={self.registry.address: {"auth": auth_of(PASSWORD)}}) as environment:
            report, done = self.expect_pulled(environment)
        digest = docker("inspect", "--format", "{{index .RepoDigests 0}}", self.reference)
        self.assertIn("@sha256:", digest)
        self.assertEqual(report["subjects"]["status-sidecar"], f"image {self.reference}, {digest}")
        self.assertIn(digest, done.stdout)
        self.assertIn(digest, (self.folder / "report.html").read_text())

    def test_helper_of_the_registry(self):
        script = f"""read -r server; test "$1 $server" = "get {self.registry.address}" || exit 1
printf '%s' '{json.dumps({"ServerURL": self.registry.address, "Username": USER, "Secret": PASSWORD})}'"""
        with self.configured(helpers={"of-tests": script}, credHelpers={self.registry.address: "of-tests"}) as environment:
            self.expect_pulled(environment)

    def test_helper_of_all_registries(self):
        script = f"""cat >/dev/null; printf '%s' '{json.dumps({"Username": USER, "Secret": PASSWORD})}'"""
        with self.configured(helpers={"store": script}, credsStore="store") as environment:
            self.expect_pulled(environment)

    def test_helper_that_fails_is_no_password(self):
        with self.configured(helpers={"store": "echo 'credentials not found in native keychain'; exit 1"}, credsStore="store") as environment:
            reason, _ = self.expect_refused(environment)
        self.assertIn(f"cannot pull {self.reference}", reason)

    def test_helper_that_is_not_there(self):
        with self.configured(credsStore="of-nobody") as environment:
            reason, said = self.expect_refused(environment)
        self.assertIn("docker-credential-of-nobody", reason)
        self.assertIn("install it, or take the entry out", said)

    def test_wrong_password(self):
        with self.configured(auths={self.registry.address: {"auth": auth_of(WRONG)}}) as environment:
            reason, said = self.expect_refused(environment)
        self.assertRegex(reason, f"^cannot pull {self.reference}: .*(unauthorized|no basic auth credentials)")
        self.assertIn("`docker login` was done for it", said)

    def test_no_password(self):
        with self.configured() as environment:
            reason, _ = self.expect_refused(environment)
        self.assertIn(f"cannot pull {self.reference}", reason)

    def test_never(self):
        with self.configured(auths={self.registry.address: {"auth": auth_of(PASSWORD)}}) as environment:
            reason, said = self.expect_refused(environment, "--pull", "never")
            self.assertEqual(reason, f"the image {self.reference} is not there, and is not to be pulled")
            self.assertIn("--pull missing", said)
            docker("pull", self.reference, env=environment)
        with self.configured() as environment:
            done, _, everything = self.run_scenario(environment, "--pull", "never")
            self.assertEqual(done.returncode, 0, everything)

    def test_missing_pulls_once_and_always_each_time(self):
        with self.configured(auths={self.registry.address: {"auth": auth_of(PASSWORD)}}) as environment:
            self.expect_pulled(environment, "--pull", "missing")
            done, _, everything = self.run_scenario(environment, "--pull", "missing")
            self.assertEqual(done.returncode, 0, everything)
            self.assertNotIn("pull ", done.stderr)
            self.expect_pulled(environment, "--pull", "always")
        with self.configured() as environment:
            reason, _ = self.expect_refused(environment, "--pull", "always")
            self.assertIn(f"cannot pull {self.reference}", reason)

    def test_image_that_the_registry_has_not(self):
        with self.configured(auths={self.registry.address: {"auth": auth_of(PASSWORD)}}) as environment:
            reason, _ = self.expect_refused(environment, "--subject", f"status-sidecar=image:{self.registry.address}/team/other:1")
        self.assertRegex(reason, "cannot pull .*/team/other:1: .*(not found|manifest unknown|repository name not known)")

    def test_image_without_a_shell(self):
        with self.configured(auths={self.registry.address: {"auth": auth_of(PASSWORD)}}) as environment:
            done, report, everything = self.run_scenario(environment, "--variable", "program=sh")
        self.assertNotEqual(done.returncode, 0, everything)
        self.assertRegex(everything, 'exec: .{1,6}sh.{1,6}: executable file not found in \\$PATH')


def missing():
    if not shutil.which("docker-registry") or not shutil.which("docker"):
        return "docker-registry is not installed: ci/setup test docker"
    engine = subprocess.run(["docker", "version", "--format", "{{.Server.Version}}"], capture_output=True, text=True, timeout=30)
    return engine.returncode and f"no Docker Engine answers: {engine.stderr.strip()}"


if why := missing():
    print(why)
    sys.exit(1 if os.environ.get("ROADWORTHY_REQUIRE_DOCKER") == "1" else SKIPPED)
unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
