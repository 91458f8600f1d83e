#!/usr/bin/env python3
"""Holds the reader of ECS task definitions against botocore's model of the Amazon ECS API.

Both read the corpus and mutations of it, as `aws ecs register-task-definition --cli-input-json` would: they must accept
and refuse the same keys and kinds. What only the service itself knows (sizes, names, cycles) is no matter of theirs.
Exit status: 0 they agree, 1 they do not, 77 botocore cannot be installed here.
"""

import argparse
import json
import pathlib
import sys
import tempfile

import mutations
import oracle

MUTATIONS = 500
BOTOCORE = "botocore==1.40.0"
KEYS = [
    ("cpu", 256), ("cpu", "256"), ("memory", "512"), ("essential", "true"), ("essential", True), ("secrets", []),
    ("portMappings", [{"containerPort": "80"}]), ("portMappings", [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}]),
    ("dependsOn", [{"containerName": "a", "condition": "START"}]), ("dependsOn", [{"containerName": "a"}]),
    ("healthCheck", {"command": ["CMD", "true"], "interval": 5}), ("healthCheck", {"interval": 5}),
    ("logConfiguration", {"logDriver": "awslogs", "options": {"a": "b"}}), ("logConfiguration", {"options": {}}),
    ("environment", [{"name": "A", "value": "B"}]), ("environment", [{"name": "A", "value": 1}]),
    ("environment", {"A": "B"}), ("volumes", [{"name": "v", "host": {"sourcePath": "/x"}}]), ("links", ["a:b"]),
    ("ulimits", [{"name": "nofile", "softLimit": 1, "hardLimit": 2}]), ("ulimits", [{"name": "nofile"}]),
    ("linuxParameters", {"initProcessEnabled": True, "capabilities": {"add": ["ALL"]}}), ("user", 1000), ("user", "1000"),
    ("firelensConfiguration", {"type": "fluentbit"}), ("firelensConfiguration", {}), ("tags", [{"key": "a", "value": "b"}]),
    ("ephemeralStorage", {"sizeInGiB": 30}), ("ephemeralStorage", {}), ("runtimePlatform", {"cpuArchitecture": "ARM64"}),
    ("restartPolicy", {"enabled": True, "ignoredExitCodes": [0]}), ("restartPolicy", {}), ("proxyConfiguration", {}),
    ("repositoryCredentials", {"credentialsParameter": "a"}), ("systemControls", [{"namespace": "a", "value": "b"}]),
    ("resourceRequirements", [{"type": "GPU", "value": "1"}]), ("resourceRequirements", [{"type": "GPU"}]),
    ("environmentFiles", [{"value": "arn:x", "type": "s3"}]), ("mountPoints", [{"sourceVolume": "a", "readOnly": "true"}]),
    ("placementConstraints", [{"type": "memberOf", "expression": "x"}]), ("startTimeout", 30), ("stopTimeout", "30"),
]
# The service refuses these too; botocore's model cannot say so, or takes True for a number as Python does.
OURS_ALONE = ("expected MiB", "expected CPU units", "expected a whole number, found a boolean")
VALIDATOR = """
import json, sys
import botocore.loaders, botocore.model, botocore.validate
model = botocore.loaders.Loader().load_service_model("ecs", "service-2")
shape = botocore.model.ServiceModel(model).operation_model("RegisterTaskDefinition").input_shape
for line in sys.stdin:
    path, = json.loads(line)
    report = botocore.validate.ParamValidator().validate(json.load(open(path)), shape)
    print(json.dumps({"error": report.generate_report()} if report.has_errors() else {}))
"""


def documents_of(corpus):
    """Task definitions that have nothing but what a registration has."""
    found = []
    for path in sorted((corpus / "ecs").glob("*.json")):
        try:
            document = json.loads(path.read_text())
        except ValueError:
            continue
        if isinstance(document, dict) and "containerDefinitions" in document and "taskDefinitionArn" not in document:
            found.append(document)
    return found


def is_task(document):
    """What is no longer seen as a task definition is refused as a whole, which is no matter of this test."""
    return isinstance(document, dict) and "containerDefinitions" in document and "taskDefinitionArn" not in document


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    options = parser.parse_args()
    documents = documents_of(options.corpus)
    if not documents:
        print(f"no task definitions in {options.corpus}")
        return oracle.SKIPPED
    python = oracle.install_python(options.cache, BOTOCORE)
    if python is None:
        return oracle.SKIPPED
    documents += [document for document in mutations.of_documents(documents, MUTATIONS, KEYS) if is_task(document)]
    with tempfile.TemporaryDirectory() as temporary:
        questions = []
        for number, document in enumerate(documents):
            path = pathlib.Path(temporary) / f"{number}.json"
            path.write_text(json.dumps(document, indent=1))
            questions.append([str(path)])
        theirs = oracle.ask([python, "-c", VALIDATOR], questions)
        own = oracle.ask([options.program, "ecs"], questions)
    findings = []
    for document, botocore, printed in zip(documents, theirs, own):
        refused = [why for why in printed.get("refused", []) if not any(word in why for word in OURS_ALONE)]
        if ("error" in botocore) != bool(refused):
            findings.append(f"botocore: {botocore.get('error', 'accepts')}\n  importer: "
                            f"{refused or 'accepts'}\n  {json.dumps(document)[:600]}")
    print(f"{len(documents)} definitions, of which botocore refuses {sum('error' in answer for answer in theirs)}; "
          f"{len(findings)} disagreements")
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
