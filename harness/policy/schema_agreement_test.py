#!/usr/bin/env python3
"""Holds the policy's schema for editors against its decoder: both must accept and refuse the same files.

    schema_agreement_test.py PROGRAM SOURCE_FOLDER

The program's verdict is that of `roadworthy check --policy`, which ends with 2 where the policy has a mistake; the schema's is that of the
package jsonschema. Every change that is made is one change away from a policy with every key of the language.
"""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import jsonschema
import yaml

# In the place of every value, and of every entry of a list.
STRANGERS = [None, True, 0, -1, 7, 70000, 1.5, "", "x", "10.0.0.0/8", "12", "0d", "1.5d", "36h", "2026-02-31", "0MB", "1.5 GB", [], [5], [""],
             ["x"], {}, {"x": "y"}]

# What JSON Schema cannot say, by the words that the decoder refuses it with.
INEXPRESSIBLE = [r"is no day", r"a waiver without a reason", r"the checklist has no item", r"is no size", r"template|`\{"]


def places(node, path=()):
    """Paths of every value of the document, its mappings and lists too."""
    yield path
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in entries:
        yield from places(value, (*path, key))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changes(valid):
    """(what was done, document)"""
    for path in places(valid):
        where = "/" + "/".join(map(str, path))
        if path:
            without = copy.deepcopy(valid)
            del at(without, path[:-1])[path[-1]]
            yield f"{where} is left out", without
            for stranger in STRANGERS:
                other = copy.deepcopy(valid)
                at(other, path[:-1])[path[-1]] = stranger
                yield f"{where} is {json.dumps(stranger)}", other
        if isinstance(at(valid, path), dict) and path[-1:] != ("tags",):
            more = copy.deepcopy(valid)
            at(more, path)["unheard_of"] = "x"
            yield f"{where} has another key", more


def refusal_by_program(program, task, folder, number, document):
    file = folder / f"{number:04}.yaml"
    file.write_text(json.dumps(document, indent=1))
    done = subprocess.run([program, "check", "--policy", file, "--item", "ECS-SIZE", task], capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 1, 2):
        sys.exit(f"`check` ended with {done.returncode}:\n{done.stderr}")
    return re.findall(r"\.yaml:\d+:\d+: (.*)", done.stderr) or [done.stderr] if done.returncode == 2 else []


def main():
    program, source = (pathlib.Path(argument).absolute() for argument in sys.argv[1:3])
    schema = json.loads((source / "harness/policy/policy.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    # Dates stay texts, as they are to the program.
    valid = yaml.load((source / "harness/policy/testdata/whole.yaml").read_text(), Loader=yaml.BaseLoader)
    valid = json.loads(json.dumps(valid), parse_int=int)
    for section, key, kind in (("status", "port", int), ("status", "api_port", int), ("status", "cpu", float),
                               ("status", "loopback_only", lambda text: text == "true")):
        valid[section][key] = kind(valid[section][key])
    cases = [("as it is", valid), *changes(valid)]
    failures = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        task = folder / "task.json"
        task.write_text('{"family": "f", "memory": "512", "containerDefinitions": [{"name": "a", "image": "b"}]}')
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda case: refusal_by_program(program, task, folder, case[0], case[1][1]), enumerate(cases)))
    refused = alone = 0
    for (what, document), messages in zip(cases, answers):
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        refused += bool(messages)
        if error and not messages:
            failures.append(f"{what}: only the schema refuses it: {error.json_path}: {error.message}")
        elif messages and not error:
            alone += 1
            if not all(any(re.search(words, message) for words in INEXPRESSIBLE) for message in messages):
                failures.append(f"{what}: only the program refuses it: {messages}")
    if cases[0][1] and answers[0]:
        failures.append(f"the whole policy must be valid: {answers[0]}")
    if refused < len(cases) // 2:
        failures.append(f"only {refused} of {len(cases)} were refused: the changes are too harmless")
    print("\n".join(failures))
    print(f"{len(cases)} policies, {refused} refused, {alone} for what JSON Schema cannot express")
    print(f"{len(cases) - len(failures)} passed, {len(failures)} failed")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
