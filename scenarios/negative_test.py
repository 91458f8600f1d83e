#!/usr/bin/env python3
"""Scenarios that must fail, and fail in these words: runs each file of negative/ and compares with the `.expected` beside it.

    negative_test.py PROGRAM [NAME...]          compares; all files unless some are named
    negative_test.py PROGRAM --show NAME        prints what a run says, as an `.expected` file would have it

The first line of an `.expected` file is `exit code N`. Each further line must be a line of the output, in this order; lines between
them do not matter. `<time>` stands for any time or duration, `<any>` for anything.
"""

import concurrent.futures
import pathlib
import re
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent / "negative"
PLACEHOLDERS = {"<time>": r"[-0-9T:.]+(?:h|min|s|ms|us|Z)?", "<any>": ".*"}
VARYING = [  # What --show puts a placeholder for.
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "<time>"), (r"\b\d+\.\d+m?s\b", "<time>"), (r"\brun [a-z0-9]{10}\b", "run <any>"),
    (r"kernel .*", "kernel <any>"), (r"(subject .* =) .*", r"\1 <any>"),
]


def output_of(program, name):
    """(exit code, lines); what goes to standard error comes last, without the progress of the steps."""
    command = [program, "run", f"scenarios/negative/{name}.yaml"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=FOLDER.parent.parent, timeout=120, errors="replace")
    progress = re.compile(r"\[\d+/\d+\] ")
    lines = done.stdout.splitlines() + [line for line in done.stderr.splitlines() if not progress.match(line)]
    return done.returncode, [line.rstrip() for line in lines if line.strip()]


def pattern_of(line):
    parts = re.split("(<time>|<any>)", line)
    return re.compile("".join(PLACEHOLDERS.get(part, re.escape(part)) for part in parts))


def compare(program, name):
    """What is wrong, or nothing."""
    file = FOLDER / f"{name}.expected"
    if not file.exists():
        return f"{file} is missing: see README.md"
    if not file.with_suffix(".yaml").exists():
        return f"{file} has no scenario beside it"
    head, *wanted = [line.rstrip() for line in file.read_text().splitlines() if line.strip()]
    code, lines = output_of(program, name)
    said = "\n".join("  | " + line for line in lines)
    if head != f"exit code {code}":
        return f"expected {head}, not {code}\n{said}"
    if not wanted:
        return "no words are expected"
    at = 0
    for line in wanted:
        pattern = pattern_of(line)
        found = next((index for index in range(at, len(lines)) if pattern.fullmatch(lines[index])), None)
        if found is None:
            return f"this line is missing, or not in its place:\n  {line}\nin:\n{said}"
        at = found + 1
    return None


def show(program, name):
    code, lines = output_of(program, name)
    print(f"exit code {code}")
    for line in lines:
        for pattern, placeholder in VARYING:
            line = re.sub(pattern, placeholder, line)
        print(line)


def main():
    program, *names = sys.argv[1:]
    program = pathlib.Path(program).absolute()
    if names[:1] == ["--show"]:
        return show(program, names[1])
    names = names or sorted({file.stem for file in FOLDER.iterdir() if file.suffix in {".yaml", ".expected"}})
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda name: compare(program, name), names))
    for name, wrong in zip(names, results):
        print(f"ok      {name}" if not wrong else f"FAILED  {name}: {wrong}")
    failed = sum(map(bool, results))
    print(f"{len(names) - failed} passed, {failed} failed")
    sys.exit(bool(failed) or not names)


if __name__ == "__main__":
    main()
