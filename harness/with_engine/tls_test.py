#!/usr/bin/env python3
"""An Engine behind TCP with certificates on both sides."""

import re
import shutil
import socket
import subprocess
import unittest

from own_engine import Home, labelled, main, own_engine

SCENARIO = "scenarios/status/health-follows-logstash.yaml"


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)


def make_authority(folder, name):
    folder.mkdir()
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", "ca-key.pem", "-out", "ca.pem")


def make_certificate(folder, name, usage):
    """`NAME.pem` and `NAME-key.pem`, signed by the folder's authority."""
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", f"{name}-key.pem", "-out", f"{name}.csr")
    (folder / "extensions").write_text(f"subjectAltName=IP:127.0.0.1\nextendedKeyUsage={usage}\n")
    openssl(folder, "x509", "-req", "-days", "2", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial",
            "-extfile", "extensions", "-out", f"{name}.pem")


def as_client(folder, authority):
    """A folder as DOCKER_CERT_PATH wants it."""
    client = folder / f"client-of-{authority.name}"
    client.mkdir()
    shutil.copy(authority / "ca.pem", client / "ca.pem")
    shutil.copy(folder / "authority/client.pem", client / "cert.pem")
    shutil.copy(folder / "authority/client-key.pem", client / "key.pem")
    return client


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class BehindCertificates(unittest.TestCase):
    def test_runs_with_the_right_ones_and_says_what_is_wrong_with_others(self):
        with Home() as certificates:
            folder = __import__("pathlib").Path(certificates.folder)
            make_authority(folder / "authority", "authority")
            make_authority(folder / "stranger", "stranger")
            make_certificate(folder / "authority", "server", "serverAuth")
            make_certificate(folder / "authority", "client", "clientAuth")
            server = folder / "authority"
            address = f"tcp://127.0.0.1:{free_port()}"
            with own_engine("--host", address, "--tlsverify", "--tlscacert", server / "ca.pem", "--tlscert", server / "server.pem",
                            "--tlskey", server / "server-key.pem") as (_, host, _):
                behind = {"DOCKER_HOST": address, "DOCKER_TLS_VERIFY": "1"}
                with Home(**behind, DOCKER_CERT_PATH=str(as_client(folder, server))) as home:
                    done, report = home.run_json(SCENARIO, "--runtime", "docker")
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                    self.assertIn(address, report["isolation"])
                    self.assertEqual(labelled(host), [])
                with Home(**behind, DOCKER_CERT_PATH=str(as_client(folder, folder / "stranger"))) as home:
                    self.refused(home, r"certificate", "ca.pem")
                with Home(**behind, DOCKER_CERT_PATH=str(folder / "nowhere")) as home:
                    self.refused(home, r"certificate", "DOCKER_CERT_PATH")
                with Home(DOCKER_HOST=address) as home:
                    self.refused(home, r"TLS|HTTPS", "DOCKER_TLS_VERIFY")

    def refused(self, home, why, remedy):
        done = home.run("run", SCENARIO, "--runtime", "docker")
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        reason = re.search(r"reason +(.*(?:\n {13}.*)*)", done.stdout)
        self.assertRegex(done.stdout, why, reason)
        self.assertIn(remedy, done.stdout)


if __name__ == "__main__":
    main()
