#!/usr/bin/env python3
"""Holds the transcripts of README.md against the program: runs every `$` line of its console blocks and compares.

A line of three dots stands for any lines. Times, run ids, seeds, kernels and the like are masked on both sides.
Usage: readme_test.py SOURCE_FOLDER BUILD_FOLDER
"""

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

MASKS = [
    (r"run [a-z0-9]{10}\b", "run ID"),
    (r"started \S+Z", "started TIME"),
    (r"kernel:? .*", "kernel"),
    (r"\b\d+(\.\d+)?s\b", "TIME"),
    (r" +TIME", " TIME"),
    (r"namespaces.*", "namespaces"),
    (r"sha256:[0-9a-f]{16}", "sha256:DIGEST"),
    (r"^[0-9]+ files read", "N files read"),
]
MENDED = ("self.send_response(200)", 'self.send_response(200 if health["status"] == "healthy" else 503)')


def mask(line: str) -> str:
    for pattern, replacement in MASKS:
        line = re.sub(pattern, replacement, line)
    return line.rstrip()


def matches(expected: list[str], seen: list[str]) -> bool:
    """Whether the lines agree, with `...` for any number of lines."""
    if not expected:
        return not seen
    if expected[0] == "...":
        return any(matches(expected[1:], seen[start:]) for start in range(len(seen) + 1))
    return bool(seen) and mask(expected[0]) == mask(seen[0]) and matches(expected[1:], seen[1:])


def commands_of(block: str) -> list[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines that it must print."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def main() -> int:
    source, build = (pathlib.Path(each).resolve() for each in sys.argv[1:3])
    readme = (source / "README.md").read_text(encoding="utf-8")
    script = re.search(r"```python\n(.*?)```", readme, re.S).group(1)
    failures = 0
    commands = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "my_sidecar.py").write_text(script, encoding="utf-8")
        (folder / "my_sidecar_mended.py").write_text(script.replace(*MENDED), encoding="utf-8")
        for entry in ("build", "scenarios", "fixtures"):
            (folder / entry).symlink_to(build if entry == "build" else source / entry)
        for block in re.findall(r"```console\n(.*?)```", readme, re.S):
            for command, expected in commands_of(block):
                commands += 1
                ran = subprocess.run(shlex.split(command), cwd=folder, capture_output=True, text=True, timeout=60, check=False)
                seen = ran.stdout.splitlines()
                if not matches([line.rstrip() for line in expected], seen):
                    failures += 1
                    print(f"README.md: `{command}` prints something else:\n" + "\n".join(seen) + "\n" + ran.stderr)
    print(f"{commands} commands of README.md, {failures} that print something else")
    return 1 if failures or commands == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
