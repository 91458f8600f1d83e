"""Small changes of definitions, always the same ones: what a person might write instead."""

import copy
import json
import random

SEED = 20240501
SCALARS = [None, True, False, 0, 1, -1, 1.5, 65536, "", "a", "true", "no", "3000", "80:80", "1g", "512mb", "30s", "1m30s",
           "${UNSET:-fallback}", "${UNSET:?}", "$$literal", "${", "./data", "data:/data", "/abs", "a=b", "x y",
           "'quoted words' here", "tcp", "always", "on-failure:3", "service_healthy", "host", "0.5"]
WHOLE = [[], {}, ["a"], {"a": "b"}, ["a", "a"], [1]]


def places(node, path=()):
    """Paths of everything below a node."""
    found = []
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in children:
        found.append(path + (key,))
        found += places(value, path + (key,))
    return found


def at(node, path):
    for key in path:
        node = node[key]
    return node


def mutated(document, chance, extra_keys):
    """A copy with one change, or None where it would be none."""
    document = copy.deepcopy(document)
    path = chance.choice(places(document))
    parent, key = at(document, path[:-1]), path[-1]
    kind = chance.choice(["drop", "scalar", "scalar", "scalar", "whole", "misspell", "double", "add", "swap", "text"])
    before = json.dumps(document)
    if kind == "drop":
        del parent[key]
    elif kind == "scalar":
        parent[key] = chance.choice(SCALARS)
    elif kind == "whole":
        parent[key] = copy.deepcopy(chance.choice(WHOLE))
    elif kind == "misspell" and isinstance(parent, dict):
        parent[str(key) + "x"] = parent.pop(key)
    elif kind == "double" and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[key]))
    elif kind == "add" and isinstance(parent, dict):
        name, value = chance.choice(extra_keys)
        parent[name] = copy.deepcopy(value)
    elif kind == "swap" and isinstance(parent, list):
        chance.shuffle(parent)
    elif kind == "text" and isinstance(parent[key], (int, float)) and not isinstance(parent[key], bool):
        parent[key] = str(parent[key])
    return document if json.dumps(document) != before else None


def of_documents(documents, count, extra_keys):
    chance = random.Random(SEED)
    made = []
    while len(made) < count:
        document = mutated(chance.choice(documents), chance, extra_keys)
        if document is not None:
            made.append(document)
    return made


COMPOSE_KEYS = [
    ("environment", ["A=1", "B", "C="]), ("environment", {"A": 1, "B": None, "C": True, "D": 1.5}),
    ("ports", ["127.0.0.1:8001:8001", "5000-5002:5000-5002", 9090, "53:53/udp"]),
    ("ports", [{"target": 80, "published": 8080, "mode": "host"}]), ("command", "sh -c 'echo \"$$HOME\" ok'"),
    ("entrypoint", ["/bin/sh", "-c"]), ("volumes", ["/var/lib", "./x:/x:ro,z", "~/y:/y"]),
    ("tmpfs", ["/run", "/tmp:size=64m"]), ("ulimits", {"nofile": {"soft": 1, "hard": 2}, "nproc": 5}),
    ("healthcheck", {"test": "curl -f x", "interval": "1m30s", "retries": 2}), ("healthcheck", {"disable": True}),
    ("deploy", {"replicas": 2, "resources": {"limits": {"cpus": "0.5", "memory": "64M"}}}),
    ("labels", ["a.b=c", "d"]), ("extra_hosts", ["a:1.2.3.4", "b=::1"]), ("extra_hosts", {"a": "1.2.3.4"}),
    ("depends_on", {}), ("restart", "unless-stopped"), ("mem_limit", "1.5gb"), ("cpus", 0.25), ("dns", "1.1.1.1"),
    ("stop_grace_period", "1m"), ("logging", {"driver": "awslogs", "options": {"awslogs-group": "g", "n": 3}}),
    ("network_mode", "host"), ("user", 1000), ("expose", [3000, "4000/udp"]), ("cap_add", ["ALL"]), ("profiles", ["p"]),
    ("sysctls", ["net.core.somaxconn=1024"]), ("secrets", ["undeclared"]), ("extends", {"service": "nobody"}),
    ("platform", "linux/arm64"), ("init", True), ("build", {"context": ".", "args": ["A=1"]}),
]


def of_yaml(texts, count):
    import yaml  # The caller has it, or skips.
    documents = [yaml.safe_load(text) for text in texts]
    return [json.dumps(document, indent=1) for document in of_documents(documents, count, COMPOSE_KEYS)]
