#!/usr/bin/env python3
"""`gc` on a Docker Engine with old images: those of built programs go, unless a container is made of them; others stay.

    old_images_test.py PROGRAM

Exit codes: 0 all held, 1 otherwise, 77 where no Docker Engine answers.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile

SKIPPED = 77
PROGRAM = sys.argv[1]
OF = f"of-test-{os.getpid()}"


def docker(*words, check=True, **options):
    return subprocess.run(["docker", *words], check=check, capture_output=True, timeout=120, **options).stdout.decode().strip()


def load(reference, created, labels):
    """An image with an empty file, made at that time."""
    def tar_of(files):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
        return archive.getvalue()

    layer = tar_of({"empty": reference.encode()})
    config = json.dumps({"architecture": "amd64", "os": "linux", "created": created, "config": {"Labels": labels, "Cmd": ["/empty"]},
                         "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]}}).encode()
    manifest = json.dumps([{"Config": "config.json", "RepoTags": [reference], "Layers": ["layer.tar"]}]).encode()
    docker("load", input=tar_of({"config.json": config, "layer.tar": layer, "manifest.json": manifest}))


def gc(*words):
    done = subprocess.run([PROGRAM, "gc", *words], capture_output=True, text=True, timeout=120)
    return done.stdout + done.stderr


def there():
    return set(docker("images", "--format", "{{.Repository}}:{{.Tag}}").split())


def main():
    if not shutil.which("docker") or subprocess.run(["docker", "version"], capture_output=True, timeout=30).returncode:
        print("no Docker Engine answers")
        return 1 if os.environ.get("ROADWORTHY_REQUIRE_DOCKER") == "1" else SKIPPED
    old, young, used, foreign = (f"roadworthy/{OF}:{name}" for name in ("old", "young", "used", "foreign"))
    ours = {"roadworthy.program": OF}
    container = None
    try:
        load(old, "2020-01-02T03:04:05Z", ours)
        load(used, "2020-01-02T03:04:06Z", ours)
        load(foreign, "2020-01-02T03:04:07Z", {})
        docker("import", "--change", f"LABEL roadworthy.program={OF}", "-", young, input=b"\0" * 1024)
        container = docker("create", used)

        said = gc("--dry-run")
        assert f"would remove image {old}\n" in said, said
        assert not any(name in said for name in (young, used, foreign)), said
        assert {old, young, used, foreign} <= there(), "a dry run removes nothing"

        said = gc()
        assert f"removed image {old}\n" in said, said
        assert there() & {old, young, used, foreign} == {young, used, foreign}, there()

        docker("rm", "--force", container)
        container = None
        said = gc()
        assert f"removed image {used}\n" in said, said
        assert {young, foreign} <= there(), there()
    finally:
        if container:
            docker("rm", "--force", container, check=False)
        docker("rmi", "--force", old, young, used, foreign, check=False)
    print("1 passed, 0 failed")
    return 0


sys.exit(main())
