#!/usr/bin/env python3
"""Holds the schema for editors against the decoder: both must accept and refuse the same files.

    schema_agreement_test.py PROGRAM SOURCE_FOLDER BUILD_FOLDER [--seed N]

The program's verdict is that of `roadworthy validate`. The schema's is that of the package jsonschema, which is installed into a
virtual environment under the build folder once; where that cannot be done the test is skipped (exit code 77).
"""

import copy
import fcntl
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

PACKAGES = ["jsonschema>=4.18,<5", "PyYAML>=6,<7"]
SKIPPED = 77
MUTATIONS = 200
MOST_INEXPRESSIBLE = 10

# What JSON Schema cannot say: each kind, the words that the decoder refuses it with, and a change that makes it.
INEXPRESSIBLE = [
    ("a container that the topology has not", r"the topology has no |the definition has no container", lambda d: d["steps"].append({"start": "nobody"})),
    ("a pod where a container is meant", r"is a pod, and a container is meant", lambda d: d["steps"].append({"kill": "edge"})),
    ("a watch that is not there", r"there is no watch ", lambda d: d["steps"].append({"transitions": {"watch": "x", "are": ["1"]}})),
    ("an item that the checklist has not", r"the checklist has no item",
     lambda d: d["steps"].append({"now": {"item": "NOWHERE", "log": "status", "contains": "x"}})),
    ("a variable without a value", r"unknown variable|`\$\{` has no closing|is not the name of a variable",
     lambda d: d["labels"].append("${nowhere}")),
    ("a variable of another kind", r"must be a whole number, not the text `\d", lambda d: d["steps"].append(
        {"now": {"http": "GET http://edge/", "status": "${settle}"}})),
    ("a subject that nothing stands for", r"nothing is put in the place of subject",
     lambda d: d["topology"]["pods"]["edge"].update(another={"subject": "unheard-of"})),
    ("a stand-in that there is not", r"unknown stand-in", lambda d: d["topology"]["pods"]["edge"].update(another={"stand_in": "x"})),
    ("a name of both a pod and a container", r"names both a pod and a container",
     lambda d: d["topology"]["pods"].update(status={"more": {"command": ["true"]}})),
    ("samples that follow themselves", r"follows itself",
     lambda d: d["steps"].append({"transitions": {"watch": "health", "are": ["200", "200"]}})),
    ("a pattern that is none", r"is no regular expression", lambda d: d["steps"].append({"now": {"log": "status", "matches": "("}})),
    ("a watch too often", r"at most once a millisecond",
     lambda d: d["watch"].update(often={"log": "status", "contains": "x", "every": "1us"})),
    ("a duration of decades", r"is longer than 10 years",
     lambda d: d["steps"].append({"never": {"for": "9999d", "log": "status", "contains": "x"}})),
    ("a port out of range", r"is no http address", lambda d: d["steps"].append({"now": {"http": "GET http://edge:99999/"}})),
    ("a figure that a stand-in has not, or does not take", r"has no figure|must be true or false, not|must be a (whole )?number from",
     lambda d: d["steps"].append({"model": {"of": "logstash", "set": {"heat": 5}}})),
    ("a volume that nobody mounts", r"no container mounts a volume",
     lambda d: d["steps"].append({"append": {"file": "nowhere/x", "text": "y"}})),
    ("a value that no step has captured", r"no step before this one captures|cannot name the captured value|unknown variable `captured",
     lambda d: d["steps"].append({"now": {"http": "GET http://edge/${captured.nothing}"}})),
    ("a file that is too long", r"lines of \d+ bytes cannot be filled in",
     lambda d: d["steps"].append({"fill": {"file": "logs/x", "lines": 400000000}})),
    ("a line that needs a shell", r"needs a shell, and none runs|a quote is not closed",
     lambda d: d["topology"]["pods"]["tools"].update(another={"command": "a | b"})),
    ("an address that is none", r"is no host with its address",
     lambda d: d["topology"]["pods"]["tools"]["boxed"].update(extra_hosts=["ledger:300.1.2.3"])),
    ("a soft limit above the hard one", r"is above its hard one",
     lambda d: d["topology"]["pods"]["tools"]["boxed"].update(ulimits={"nofile": {"soft": 3, "hard": 2}})),
    ("a whole number as 1.0", r"must be a whole number",
     lambda d: d["steps"].append({"now": {"http": "GET http://edge/", "status": 200.0}})),
]


def into_environment(build_folder):
    """Goes on within the virtual environment, which is made when it is not there."""
    folder = build_folder / "schema_agreement_environment"
    ready = folder / "ready"
    if sys.prefix == str(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            install = [[sys.executable, "-m", "venv", folder], [folder / "bin/pip", "install", "--quiet", "--timeout", "20", *PACKAGES]]
            for command in install:
                done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                if done.returncode != 0:
                    print(f"skipped: {' and '.join(PACKAGES)} cannot be installed:\n{done.stdout}")
                    sys.exit(SKIPPED)
            ready.touch()
    os.execv(folder / "bin/python", [folder / "bin/python", *sys.argv])


class Agreement:
    def __init__(self, program, source, folder):
        import jsonschema
        self.program, self.source, self.folder = program, source, folder
        self.schema = json.loads((source / "harness/scenario/scenario.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(self.schema)
        self.validator = jsonschema.Draft202012Validator(self.schema)

    def refusal_by_schema(self, document):
        import jsonschema
        error = jsonschema.exceptions.best_match(self.validator.iter_errors(document))
        return error and f"{error.json_path}: {error.message}"[:300]

    def refusals_by_program(self, documents):
        """The messages about each document; one run of the program reads them all."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        import scenario_mutations
        subjects = scenario_mutations.read(self.source / "scenarios/subjects.yaml")
        profiles = {name: str((self.source / "scenarios" / profile).resolve()) for name, profile in subjects.items()}
        (self.folder / "subjects.yaml").write_text(json.dumps(profiles))
        for number, document in enumerate(documents):
            (self.folder / f"{number:04}.yaml").write_text(json.dumps(document, indent=1))
        done = subprocess.run([self.program, "validate", self.folder], capture_output=True, text=True, timeout=120)
        read = re.search(r"^(\d+) files read", done.stdout, re.M)
        if not read or int(read.group(1)) != len(documents):
            sys.exit(f"`validate` did not read {len(documents)} files (exit code {done.returncode}):\n{done.stdout}{done.stderr}")
        refusals = [[] for _ in documents]
        for number, message in re.findall(r"/(\d{4})\.yaml:\d+:\d+: (.*)", done.stderr):
            refusals[int(number)].append(message)
        if done.returncode != (2 if any(refusals) else 0):
            sys.exit(f"`validate` ended with {done.returncode}:\n{done.stderr}")
        return refusals


def mutate(documents, kinds, count, dice):
    """`count` changed documents: (kind, document). Each is one change away from a valid one."""
    changed = []
    names = list(kinds)
    while len(changed) < count:
        kind = names[len(changed) % len(names)]
        document = copy.deepcopy(dice.choice(documents))
        if kinds[kind](dice, document):
            changed.append((kind, document))
    return changed


def main():
    program, source, build_folder = (pathlib.Path(argument).absolute() for argument in sys.argv[1:4])
    into_environment(build_folder)
    import scenario_mutations
    seed = int(sys.argv[5]) if len(sys.argv) > 5 else random.randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    agreement = Agreement(program, source, build_folder / "schema_agreement")
    failures = []

    files = sorted(file for file in source.glob("scenarios/*/*.yaml") if file.parent.name != "negative")
    files += [source / "harness/scenario/testdata/whole_language.yaml"] * 8  # Most of what can be got wrong is in there.
    valid = [scenario_mutations.read(file) for file in files]
    harmless = mutate(valid, scenario_mutations.HARMLESS, MUTATIONS // 4, dice)
    mistakes = mutate(valid, scenario_mutations.MISTAKES, MUTATIONS - len(harmless), dice)
    special = []
    for kind, words, change in INEXPRESSIBLE:
        document = copy.deepcopy(valid[-1])
        change(document)
        special.append((kind, document))

    cases = [(f"as it is: {file.name}", document) for file, document in zip(files, valid)] + harmless + mistakes + special
    inexpressible = refused = 0
    for number, ((kind, document), messages) in enumerate(zip(cases, agreement.refusals_by_program([case[1] for case in cases]))):
        by_schema = agreement.refusal_by_schema(document)
        where = f"{kind} ({agreement.folder / f'{number:04}.yaml'})"
        refused += bool(messages)
        if number >= len(cases) - len(special):
            words = INEXPRESSIBLE[number - len(cases) + len(special)][1]
            if by_schema or not messages or not all(re.search(words, message) for message in messages):
                failures.append(f"{where}: expected {words!r} of the program alone; schema: {by_schema}; program: {messages}")
        elif number < len(valid) + len(harmless) and (by_schema or messages):
            failures.append(f"{where}: must stay valid; schema: {by_schema}; program: {messages}")
        elif by_schema and not messages:
            failures.append(f"{where}: only the schema refuses it: {by_schema}")
        elif messages and not by_schema:
            inexpressible += 1
            if not all(any(re.search(words, message) for _, words, _ in INEXPRESSIBLE) for message in messages):
                failures.append(f"{where}: only the program refuses it: {messages}")
    if inexpressible > MOST_INEXPRESSIBLE:
        failures.append(f"{inexpressible} changes of kinds that JSON Schema cannot express; {MOST_INEXPRESSIBLE} at most are meant")
    if refused < len(mistakes) // 2:
        failures.append(f"only {refused} of {len(mistakes)} mistakes were refused: the changes are too harmless")
    print("\n".join(failures))
    print(f"{len(cases)} files, {refused} refused, {inexpressible} for what JSON Schema cannot express")
    print(f"{len(cases) - len(failures)} passed, {len(failures)} failed")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
