#!/usr/bin/env python3
"""Holds the Compose importer against compose-go, the loader of Docker Compose itself.

Both read the corpus, the files of this folder's compose/testdata, and mutations of them: they must accept and refuse the
same files, and read the same values from those that both accept.
Exit status: 0 they agree, 1 they do not, 77 compose-go cannot be built here.
"""

import argparse
import json
import os
import pathlib
import shutil
import sys
import tempfile

import mutations
import oracle

HERE = pathlib.Path(__file__).parent
MUTATIONS = 500


def plain_path(path):
    return os.path.normpath(path) if path.startswith((".", "/")) else path


def values_of(service, folder):
    """A service of compose-go in the words of definition_print."""

    def relative(path):
        return os.path.relpath(path, folder) if path.startswith(str(folder)) else plain_path(path)

    plain = ("image", "container_name", "command", "entrypoint", "user", "working_dir", "hostname", "restart",
             "privileged", "read_only", "cap_add", "cap_drop", "dns", "dns_search", "links", "labels", "profiles",
             "network_mode", "environment", "expose")
    values = {key: service[key] for key in plain if service.get(key) not in (None, [], {}, "", False)}
    if "build" in service:
        values["build"] = relative(service["build"].get("context", ""))
    resources = service.get("deploy", {}).get("resources", {})
    for key, place, name in (("mem_limit", "limits", "memory"), ("mem_reservation", "reservations", "memory"),
                             ("cpus", "limits", "cpus")):
        value = resources.get(place, {}).get(name, service.get(key))
        if value:
            values[key] = float(value)
    if "expose" in values:  # What is no port is not kept.
        values["expose"] = [port.split("/")[0] for port in values["expose"]]
        values["expose"] = [port if port.replace("-", "").isdigit() else "" for port in values["expose"]]
    if service.get("extra_hosts"):
        values["extra_hosts"] = sorted(service["extra_hosts"])
    if service.get("ports"):
        values["ports"] = sorted("|".join((port.get("host_ip", ""), port.get("published", ""), str(port["target"]),
                                           port.get("protocol", "tcp"))) for port in service["ports"])
    mounts = [{"type": {"npipe": "bind"}.get(mount["type"], mount["type"]), "source": relative(mount.get("source", "")),
               "target": mount.get("target", ""), "read_only": mount.get("read_only", False)}
              for mount in service.get("volumes", [])]
    mounts += [{"type": "tmpfs", "source": "", "target": target.split(":")[0], "read_only": False}
               for target in service.get("tmpfs", []) or []]
    if mounts:
        values["volumes"] = mounts
    if service.get("depends_on"):
        values["depends_on"] = {name: {"condition": entry["condition"], "required": entry.get("required", False),
                                       "restart": entry.get("restart", False)}
                                for name, entry in service["depends_on"].items()}
    if service.get("networks"):
        values["networks"] = {name: {key: entry[key] for key in ("aliases", "ipv4_address") if (entry or {}).get(key)}
                              for name, entry in service["networks"].items()}
    if service.get("ulimits"):
        values["ulimits"] = {name: [limit, limit] if isinstance(limit, int) else
                             [limit.get("soft", 0), limit.get("hard", 0)] for name, limit in service["ulimits"].items()}
    uses = service.get("secrets", []) + service.get("configs", [])
    if uses:
        values["secrets"] = [f"{use['source']}|{use.get('target', '')}" for use in uses]
        values["secrets"] = [use.replace("|/run/secrets/" + use.split("|")[0], "|") for use in values["secrets"]]
    for key in ("healthcheck", "logging"):
        if service.get(key):
            values[key] = dict(service[key])
    for key in ("interval", "timeout", "start_period", "start_interval"):
        if key in values.get("healthcheck", {}):
            values["healthcheck"][key] = oracle.nanoseconds(values["healthcheck"][key])
    if service.get("stop_grace_period"):
        values["stop_grace_period"] = oracle.nanoseconds(service["stop_grace_period"])
    return values


def ours(service):
    values = {key: value for key, value in service.items() if value not in ("", [], {}, False, None)}
    for key in ("extra_hosts", "ports"):
        if key in values:
            values[key] = sorted(values[key])
    if "build" in values:
        values["build"] = os.path.normpath(values["build"])
    if "volumes" in values:
        values["volumes"] = [{**mount, "source": plain_path(mount["source"])} for mount in values["volumes"]
                             if mount["type"] != "volumes_from"]
    return {key: value for key, value in values.items() if value not in ([], 0)}


def normal(value):
    """Order of lists that have none, and of mounts; numbers as floats."""
    if isinstance(value, dict):
        return {key: normal(inner) for key, inner in value.items()
                if inner not in (None, False) or key not in ("disable", "retries")}
    if isinstance(value, list):
        return [normal(inner) for inner in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def compare(name, folder, compose, printed):
    """Sentences on what the two disagree in."""
    # What a variable is when it has no value here is not known: the importer says so, and refuses nothing for it.
    # Nor does it read the author's own keys.
    if "required variable" in compose.get("error", "") or "format for x-" in compose.get("error", ""):
        return []
    if ("error" in compose) != ("refused" in printed):
        verdict = f"compose-go refuses it ({compose['error'][:300]}), the importer does not" if "error" in compose else \
            f"compose-go accepts it, the importer does not: {printed['refused'][0][:300]}"
        return [f"{name}: {verdict}"]
    if "error" in compose:
        return []
    findings = []
    theirs, own = compose["services"], printed["services"]
    if sorted(theirs) != sorted(own):
        return [f"{name}: services {sorted(theirs)} against {sorted(own)}"]
    for service in theirs:
        expected, seen = normal(values_of(theirs[service], folder)), normal(ours(own[service]))
        for key in sorted(set(expected) | set(seen)):
            one, other = expected.get(key), seen.get(key)
            if key == "volumes" and one and other:
                one, other = (sorted(json.dumps(mount, sort_keys=True) for mount in mounts) for mounts in (one, other))
            if one != other and "(unknown)" not in json.dumps(other):
                findings.append(f"{name}: {service}.{key}: compose-go has {one}, the importer {other}")
    return findings


def cases_of(folder, corpus):
    """Lists of files, each one project."""
    projects = []
    for source in [*sorted((HERE / "compose/testdata").iterdir()), *sorted((corpus / "compose").glob("*.y*ml"))]:
        target = folder / source.stem
        if source.is_dir():
            shutil.copytree(source, target)
            projects.append([str(path) for path in sorted(target.glob("compose*.yaml"))])
        else:
            target.mkdir()
            shutil.copy(source, target / "compose.yaml")
            projects.append([str(target / "compose.yaml")])
    # Only files that stand alone are changed.
    texts = [pathlib.Path(project[0]).read_text() for project in projects if len(list(pathlib.Path(project[0]).parent.iterdir())) == 1]
    for number, text in enumerate(mutations.of_yaml(texts, MUTATIONS)):
        target = folder / f"mutation-{number}"
        target.mkdir()
        (target / "compose.yaml").write_text(text)
        projects.append([str(target / "compose.yaml")])
    return projects


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path, help="leave the files that were read in this folder")
    options = parser.parse_args()
    loader = oracle.build_go(HERE / "compose", options.cache)
    if loader is None:
        return oracle.SKIPPED
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or pathlib.Path(temporary)
        folder.mkdir(exist_ok=True)
        projects = cases_of(folder, options.corpus)
        theirs = oracle.ask([loader], projects)
        own = oracle.ask([options.program, "compose"], projects)
    findings = [finding for project, compose, printed in zip(projects, theirs, own)
                for finding in compare(project[0].removeprefix(str(folder)), pathlib.Path(project[0]).parent, compose, printed)]
    refused = sum("error" in answer for answer in theirs)
    print(f"{len(projects)} projects, of which compose-go refuses {refused}; {len(findings)} disagreements")
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
