"""Scenario files read as YAML 1.2's core schema, and changed in one place: most changes are mistakes, some are not."""

import copy
import json
import pathlib
import re

import yaml


class CoreLoader(yaml.SafeLoader):
    """PyYAML with the scalars of YAML 1.2: `on`, `yes` and `1:30` are texts."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
]:
    CoreLoader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), list(first))


def read(path):
    return yaml.load(path.read_text(), CoreLoader)


DURATION = re.compile(r"^([0-9.]+(d|h|min|m|s|ms|us))+$")
SCHEMA = json.loads((pathlib.Path(__file__).parent / "scenario.schema.json").read_text())["$defs"]
OPERATORS = set(SCHEMA["operators"]["properties"])
STEPS = set(SCHEMA["step"]["properties"])
CHECKS = {"http", "archive", "browser", "secrets", "log", "container"}
# Keys whose values are names of this one file or of the checklist: that a name exists is no matter of a schema.
NAMING = {"file", "in", "request", "capture", "stand_in", "start", "stop", "kill", "pause", "resume", "restart", "of", "container", "log", "from", "on", "item", "watch", "http", "archive", "secrets", "agrees_with", "members", "browser",
          "subject", "stand_in", "pods", "topology"}


def places(document):
    """(parent, key, path) of every value below the root."""
    found = []

    def walk(value, path):
        entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, child in entries:
            found.append((value, key, path + (key,)))
            walk(child, path + (key,))

    walk(document, ())
    return found


def is_naming(place):
    """Whether what a value means shows only elsewhere: a name, or what a variable stands for."""
    parent, key, path = place
    if path[0] == "variables" and len(path) > 1:
        return True
    holder = key if isinstance(key, str) else path[-2]
    return holder in NAMING or path[:2] == ("topology", "pods") and len(path) <= 4


def pick(random, document, wanted):
    return random.choice([place for place in places(document) if wanted(place)] or [None])


def value(place):
    return place[0][place[1]]


def misspell(random, word):
    at = random.randrange(len(word))
    return random.choice([word[:at] + word[at + 1:], word[:at] + "x" + word[at:], word[:at] + "_" + word[at + 1:]])


def rename(parent, key, name):
    """In place, the order kept. Whether that changed anything."""
    if not name or name in parent:
        return False
    entries = [(name if each == key else each, child) for each, child in parent.items()]
    parent.clear()
    parent.update(entries)
    return True


def rename_one_of(names):
    def mutate(random, document):
        place = pick(random, document, lambda p: isinstance(p[0], dict) and p[1] in names)
        return place and rename(place[0], place[1], misspell(random, place[1]))
    return mutate


def unknown_key(random, document):
    place = pick(random, document, lambda p: isinstance(value(p), dict))
    value(place)["unheard_of"] = random.choice([1, "x", None, {}])
    return True


def dropped_key(random, document):
    place = pick(random, document, lambda p: isinstance(p[0], dict) and p[2] not in {("variables",), ("watch",)}
                 and p[2][:1] != ("variables",) and p[2][:2] != ("topology", "pods") and p[2][:1] != ("watch",) or len(p[2]) == 1
                 and p[1] in {"scenario", "topology", "steps"})
    del place[0][place[1]]
    return True


def misspelt_key(random, document):
    place = pick(random, document, lambda p: isinstance(p[0], dict) and p[2][0] not in {"variables", "watch"} and not (
        p[2][:2] == ("topology", "pods") and len(p[2]) in {3, 4}))
    return rename(place[0], place[1], misspell(random, place[1])) if place[1] else False


def replaced(make, wanted=lambda place: not is_naming(place)):
    def mutate(random, document):
        place = pick(random, document, wanted)
        if not place:
            return False
        before = value(place)
        after = make(random, before)
        place[0][place[1]] = after
        return type(before) is not type(after) or before != after
    return mutate


def is_duration(place):
    return isinstance(value(place), str) and DURATION.match(value(place)) and place[2][0] != "variables" and place[1] != "mem_limit"


def strange_duration(random, before):
    number = re.match(r"[0-9.]+", before).group()
    return random.choice([number, float(number), before + " ", "-" + before, before + "5ks", "", "s", "1s1min", before + before])


def equal_duration(_, before):
    return before + "0us" if not before.endswith("us") else before


def shuffle_keys(random, document):
    place = pick(random, document, lambda p: isinstance(value(p), dict) and len(value(p)) > 1)
    entries = list(value(place).items())
    random.shuffle(entries)
    value(place).clear()
    value(place).update(entries)
    return True


def drop_optional(random, document):
    # A check of a container's user may expect nothing else.
    place = pick(random, document, lambda p: p[1] in {"labels", "item", "every", "on", "request_headers", "timeout", "newest"}
                 or (p[1] == "user" and p[2][0] == "topology"))
    if not place:
        return False
    del place[0][place[1]]
    return True


def transplanted_key(random, document):
    source = pick(random, document, lambda p: isinstance(p[1], str))
    target = pick(random, document, lambda p: isinstance(value(p), dict) and p[2][0] == "steps" and source[1] not in value(p))
    value(target)[source[1]] = copy.deepcopy(value(source))
    return True


def add_text(random, document):
    random.choice([lambda: document.setdefault("labels", []).append(random.choice(["nightly", 7, True])),
                   lambda: document.setdefault("variables", {}).update(more=random.choice(["1s", 2, "a b", False]))])()
    return True


scalar = lambda place: not isinstance(value(place), (dict, list)) and not is_naming(place)
MISTAKES = {
    "unknown key": unknown_key,
    "dropped key": dropped_key,
    "misspelt key": misspelt_key,
    "misspelt step": rename_one_of(STEPS),
    "misspelt check": rename_one_of(CHECKS),
    "misspelt operator": rename_one_of(OPERATORS),
    "key of another place": transplanted_key,
    "wrong type": replaced(lambda random, _: random.choice([{"a": 1}, [1], [["x"]], 17, -1, 1.5, True, "word"]), scalar),
    "wrong type of a collection": replaced(lambda random, _: random.choice(["word", 3, {}, [3], {"a": {}}, False]),
                                           lambda p: isinstance(value(p), (dict, list)) and not is_naming(p)),
    "no duration": replaced(strange_duration, is_duration),
    "empty list": replaced(lambda *_: []),
    "empty mapping": replaced(lambda *_: {}),
    "null": replaced(lambda *_: None, lambda place: True),
    "in a list": replaced(lambda _, before: [before]),
    "in a mapping": replaced(lambda _, before: {"value": before}),
}
HARMLESS = {
    "another order of keys": shuffle_keys,
    "another label or variable": add_text,
    "an optional key left out": drop_optional,
    "the same duration": replaced(equal_duration, is_duration),
    "a duration from a variable": replaced(lambda *_: "${settle}", is_duration),
}
