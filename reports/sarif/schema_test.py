#!/usr/bin/env python3
"""Holds a SARIF file against the published schema of SARIF 2.1.0.

Exit status: 0 it is valid, 1 it is not, 77 the schema or a validator cannot be had here.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tarfile
import venv

SKIPPED = 77
VALIDATOR = "jsonschema==4.23.0"
CARRIER = "@microsoft/jest-sarif@1.0.0-beta.0"  # A package that has the schema inside.
SCHEMA = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
CHECK = """
import json, sys, jsonschema
validator = jsonschema.Draft7Validator(json.load(open(sys.argv[2])))
mistakes = [f"{list(mistake.absolute_path)}: {mistake.message}" for mistake in validator.iter_errors(json.load(open(sys.argv[1])))]
print("\\n".join(mistakes))
sys.exit(1 if mistakes else 0)
"""


def schema_of(cache):
    """The schema's file, or None."""
    schema = cache / "sarif.json"
    if schema.exists():
        return schema
    if shutil.which("npm") is None:
        return None
    made = subprocess.run(["npm", "pack", "--silent", CARRIER], cwd=cache, capture_output=True, text=True, timeout=120)
    if made.returncode != 0:
        return None
    with tarfile.open(cache / made.stdout.split()[-1]) as archive:
        schema.write_bytes(archive.extractfile(SCHEMA).read())
    return schema


def validator_of(cache):
    """A Python that has the validator, or None."""
    python = cache / "bin/python"
    if not python.exists():
        venv.create(cache, with_pip=True)
    made = subprocess.run([python, "-m", "pip", "install", "-q", VALIDATOR], capture_output=True, timeout=300)
    return python if made.returncode == 0 else None


def main():
    report, cache = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    cache.mkdir(parents=True, exist_ok=True)
    try:
        schema, python = schema_of(cache), validator_of(cache)
    except (OSError, subprocess.SubprocessError, tarfile.TarError, KeyError) as error:
        print(f"the schema of SARIF cannot be had here: {error}")
        return SKIPPED
    if schema is None or python is None:
        print("the schema of SARIF cannot be had here")
        return SKIPPED
    run = subprocess.run([python, "-c", CHECK, report, schema], capture_output=True, text=True, timeout=60)
    results = json.loads(report.read_text())["runs"][0]["results"]
    print(run.stdout + run.stderr[-2000:] if run.returncode else f"{report.name} is valid: {len(results)} results")
    return 1 if run.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
