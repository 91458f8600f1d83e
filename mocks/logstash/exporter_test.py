#!/usr/bin/env python3
"""Scrapes the stand-in with Telegraf, which somebody else wrote for the real Logstash, and compares every figure.

Exit status: 0 all figures agree, 1 they do not, 77 Telegraf cannot be installed here.
Telegraf is built once, with its Logstash input alone, and kept in the folder behind --cache.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
TELEGRAF = "github.com/influxdata/telegraf/cmd/telegraf@v1.30.0"
PARTS = "custom,inputs.logstash,outputs.file,serializers.json"
INSTALL_SECONDS = 1500
SCRAPE_SECONDS = 60
FEWEST_FIGURES = 20

# Arguments of the stand-in, what is set in its model, and a figure that the case is about: measurement, tags, field.
CASES = {
    "8.16, a plain output for each log type": (
        ["--target", "splunk-hec", "--rate", "5000"],
        {},
        ("logstash_plugins", {"plugin_id": "splunk-mitm"}, "out"),
    ),
    "7.17, outputs shared by log types": (
        ["--logstash-version", "7.17.29", "--target", "dynatrace", "--rate", "5000"],
        {},
        ("logstash_plugins", {"plugin_id": "dynatrace-logs"}, "in"),
    ),
    "8.18, Elasticsearch that refuses documents": (
        ["--logstash-version", "8.18.0", "--target", "elasticsearch", "--rate", "5000"],
        {"failing_outputs": ["elasticsearch-security"], "heap_used_percent": 93},
        ("logstash_plugins", {"plugin_id": "elasticsearch-security"}, "documents_non_retryable_failures"),
    ),
    "8.16, a persisted queue that fills, two pipelines": (
        ["--queue.type", "persisted", "--target", "syslog", "--rate", "5000"],
        {"stalled": True, "pipelines": 2},
        ("logstash_queue", {"pipeline": "main"}, "events"),
    ),
}


def install(cache):
    """The path of a Telegraf, or None."""
    program = cache / "telegraf"
    if program.exists():
        return program
    if shutil.which("go") is None:
        print("no Go toolchain: Telegraf cannot be built")
        return None
    cache.mkdir(parents=True, exist_ok=True)
    command = ["go", "install", "-p", "1", "-tags", PARTS, TELEGRAF]
    try:
        made = subprocess.run(command, env={**os.environ, "GOBIN": str(cache)}, cwd=cache, timeout=INSTALL_SECONDS,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except subprocess.TimeoutExpired:
        print("Telegraf took too long to build")
        return None
    if made.returncode != 0 or not program.exists():
        print("Telegraf cannot be built here:\n" + made.stdout[-2000:])
        return None
    return program


class StandIn:
    """The stand-in as a child, steered over its control channel."""

    def __init__(self, program, arguments):
        command = [program, "--control", "--api.http.host", "127.0.0.1", "--api.http.port", "0", *arguments]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, text=True)
        self.address = json.loads(self.child.stdout.readline())["address"]

    def ask(self, **command):
        self.child.stdin.write(json.dumps(command) + "\n")
        self.child.stdin.flush()
        answer = json.loads(self.child.stdout.readline())
        if not answer["ok"]:
            raise SystemExit(f"the stand-in refused {command}: {answer['error']}")
        return answer

    def end(self):
        self.child.stdin.close()
        self.child.wait(timeout=30)


def scrape(telegraf, address):
    """What Telegraf made of the API: (measurement, sorted tags) to fields."""
    with tempfile.TemporaryDirectory() as folder:
        configuration = pathlib.Path(folder) / "telegraf.conf"
        configuration.write_text(
            f'[agent]\nomit_hostname = true\n[[inputs.logstash]]\nurl = "http://{address}"\ntimeout = "20s"\n'
            '[[outputs.file]]\nfiles = ["stdout"]\ndata_format = "json"\n')
        run = subprocess.run([telegraf, "--config", configuration, "--once", "--quiet"], capture_output=True,
                             text=True, timeout=SCRAPE_SECONDS)
    if run.returncode != 0:
        raise SystemExit(f"Telegraf failed: {run.stderr}")
    metrics = {}
    for line in run.stdout.splitlines():
        metric = json.loads(line)
        metrics.setdefault((metric["name"], tuple(sorted(metric["tags"].items()))), {}).update(metric["fields"])
    return metrics


def flat(document, prefix=""):
    """Numbers of nested objects under their joined names, as Telegraf names them."""
    if isinstance(document, dict):
        return {name: value for key, inner in document.items()
                for name, value in flat(inner, f"{prefix}_{key}" if prefix else key).items()}
    return {prefix: document} if isinstance(document, (int, float)) and not isinstance(document, bool) else {}


def expected_figures(stats):
    """The figures that the stand-in's own document has for Telegraf, by what identifies each metric."""
    expected = {("logstash_jvm",): flat(stats["jvm"]), ("logstash_process",): flat(stats["process"])}
    for name, pipeline in stats["pipelines"].items():
        expected[("logstash_events", name)] = flat(pipeline["events"])
        queue = {"events": pipeline["queue"]["events_count"]}
        if pipeline["queue"]["type"] != "memory":
            queue.update(flat(pipeline["queue"]["capacity"]))
            queue.update(flat(pipeline["queue"]["data"]))
            queue.update({key: pipeline["queue"][key] for key in ("queue_size_in_bytes", "max_queue_size_in_bytes")})
        expected[("logstash_queue", name)] = queue
        for kind in ("input", "filter", "output"):
            for plugin in pipeline["plugins"][kind + "s"]:
                fields = flat(plugin["events"])
                if "failures" in plugin:
                    fields["failures"] = plugin["failures"]
                fields.update(flat(plugin.get("bulk_requests", {}), "bulk_requests"))
                fields.update(flat(plugin.get("documents", {}), "documents"))
                expected[("logstash_plugins", name, kind, plugin["id"])] = fields
    return expected


def identity(measurement, tags):
    keys = {"logstash_events": ("pipeline",), "logstash_queue": ("pipeline",),
            "logstash_plugins": ("pipeline", "plugin_type", "plugin_id")}.get(measurement, ())
    return (measurement, *(tags[key] for key in keys))


def check(telegraf, program, arguments, settings, subject):
    """The mistakes, and how many figures were compared."""
    stand_in = StandIn(program, arguments)
    try:
        stand_in.ask(id=1, command="model", set=settings)
        # Enough events that no counter is zero by chance; then time stops, so that both sides see one moment.
        deadline = time.monotonic() + SCRAPE_SECONDS
        while stand_in.ask(id=2, command="model", get=True)["stats"]["events"]["in"] < 1000:
            if time.monotonic() > deadline:
                raise SystemExit("the stand-in's events do not grow")
        stand_in.ask(id=3, command="model", set={"frozen": True})
        scraped = scrape(telegraf, stand_in.address)
        told = stand_in.ask(id=4, command="model", get=True)
    finally:
        stand_in.end()

    stats = told["stats"]
    mistakes = []
    seen = {identity(name, dict(tags)): fields for (name, tags), fields in scraped.items()}
    for metric, fields in expected_figures(stats).items():
        if fields != seen.get(metric):
            mistakes.append(f"{metric}: the model has {fields}, Telegraf has {seen.get(metric)}")
    for name, tags in scraped:
        if dict(tags)["node_version"] != stats["version"] or dict(tags)["node_id"] != stats["id"]:
            mistakes.append(f"{name}: tags {dict(tags)}")
    # Not from the document: what the model counted by log type.
    for plugin in (metric for metric in seen if metric[0] == "logstash_plugins" and metric[3].startswith("splunk-")):
        tag = plugin[3].removeprefix("splunk-").replace("-", "_")
        if seen[plugin]["out"] != told["log_types"][tag]["out"]:
            mistakes.append(f"{plugin}: {seen[plugin]['out']} events, the log type has {told['log_types'][tag]['out']}")
    measurement, wanted, field = subject
    values = [fields.get(field, 0) for (name, tags), fields in scraped.items()
              if name == measurement and wanted.items() <= dict(tags).items()]
    if not values or min(values) <= 0:
        mistakes.append(f"{measurement} {wanted} {field}: {values}, and not above zero")
    return mistakes, sum(len(fields) for fields in seen.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="roadworthy-logstash")
    parser.add_argument("--cache", required=True, type=pathlib.Path, help="where Telegraf is kept")
    options = parser.parse_args()
    telegraf = install(options.cache.absolute())
    if telegraf is None:
        return SKIPPED
    failed = False
    for name, case in CASES.items():
        mistakes, figures = check(telegraf, options.program, *case)
        if figures < FEWEST_FIGURES:
            mistakes.append(f"only {figures} figures were compared")
        print(f"{'FAILED' if mistakes else 'ok'}: Logstash {name}: {figures} figures")
        print("".join(f"  {mistake}\n" for mistake in mistakes), end="")
        failed = failed or bool(mistakes)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
