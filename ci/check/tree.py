"""What the code checks share: the tree's files, the lists of exceptions, and how a finding is printed."""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def files(*suffixes):
    """Paths relative to the root of all files that git does not ignore, sorted; with `suffixes`, those that end so."""
    # The tree may belong to another user than the one who checks it.
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True)
    if listing.returncode == 0:
        found = os.fsdecode(listing.stdout).split("\0")[:-1]
    else:
        found = list(_walk())
    return sorted({path for path in found
                   if path.endswith(suffixes or "") and os.path.isfile(os.path.join(ROOT, path))})


def _walk():
    """The same without git, as in an unpacked archive."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in (".git", "__pycache__") and not name.startswith("build")]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def is_script(path):
    """Whether a file without an extension is a program for an interpreter."""
    with open(os.path.join(ROOT, path), "rb") as file:
        return "." not in os.path.basename(path) and file.read(2) == b"#!"


def lines(path):
    """The lines of a text file, numbered from 1; none of a binary file."""
    with open(os.path.join(ROOT, path), "rb") as file:
        content = file.read()
    if b"\0" in content[:8192]:
        return []
    return list(enumerate(content.decode("utf-8", "replace").splitlines(), 1))


class Findings:
    """Collects findings; `allowed/NAME.txt` holds the files in which they are right, each with its reason."""

    def __init__(self, name):
        self.count = 0
        self.list = f"ci/check/allowed/{name}.txt"
        self.allowed = {}
        self.used = set()
        if not os.path.exists(os.path.join(ROOT, self.list)):
            return
        for number, line in lines(self.list):
            if not line.strip() or line.startswith("#"):
                continue
            path, _, reason = line.partition("#")
            if not reason.strip():
                self._print(self.list, number, "this exception has no reason: write it behind a #")
            self.allowed[path.strip()] = number

    def add(self, path, line, sentence):
        if path in self.allowed:
            self.used.add(path)
            return
        self._print(path, line, sentence)

    def exit(self):
        for path, number in self.allowed.items():
            if path not in self.used:
                self._print(self.list, number, f"{path} needs this exception no longer: take the line out")
        sys.exit(1 if self.count else 0)

    def _print(self, path, line, sentence):
        self.count += 1
        print(f"{path}:{line}: {sentence}")
