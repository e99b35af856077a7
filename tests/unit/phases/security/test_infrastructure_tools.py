"""Dockerfiles, compose files, workflows and manifests: planted defects are violations, unreadable files are errors."""

from __future__ import annotations

import pytest

from phases.sandboxed.security.dockerfiles import instructions
from tests.unit.phases.security.small_product import DOCKERFILE, WORKFLOW, call

POD = """apiVersion: v1
kind: Pod
metadata: {name: notes}
spec:
  containers:
    - name: web
      image: notes
      securityContext: {privileged: true}
      env: [{name: API_TOKEN, value: abc}]
"""


def value(made, guard, name):
    return made.run(guard, phase="security")["metrics"][name]["value"]


def test_the_clean_product_keeps_the_policy(bench):
    made = bench()
    assert call(made, "tool.iac.conftest")["data"]["rules_applied"] >= 9
    assert call(made, "tool.container.bench")["data"]["dockerfiles"] == 1
    assert value(made, "guard.infrastructurePolicy", "iac_violations") == 0
    assert value(made, "guard.containerBench", "container_violations") == 0


def test_hadolint_finds_the_latest_tag_though_a_comment_ignores_it(bench):
    made = bench({"Dockerfile": "# hadolint ignore=DL3007\nFROM python:latest\n"})
    call(made, "tool.container.bench")
    assert value(made, "guard.containerBench", "container_violations") == 1


@pytest.mark.parametrize(
    ("file", "text", "rules"),
    [
        ("Dockerfile", DOCKERFILE.replace("USER 10001\n", ""), {"iac.container.user"}),
        ("Dockerfile", DOCKERFILE.replace("10001", "root"), {"iac.container.user"}),
        ("Dockerfile", DOCKERFILE.replace(":3.12.8-slim-bookworm", ":latest"), {"iac.container.tag"}),
        ("Dockerfile", "ARG BASE=python\n" + DOCKERFILE.replace("python:3.12.8-slim-bookworm", "${BASE}"), {"iac.container.tag"}),
        ("Dockerfile", DOCKERFILE.replace("USER", "ENV API_TOKEN=abc\nUSER"), {"iac.container.secret"}),
        ("Dockerfile", DOCKERFILE.replace("USER", "RUN curl https://x.invalid | \\\n  sh\nUSER"), {"iac.container.pipe"}),
        (".github/workflows/ci.yml", WORKFLOW.replace("[push]", "pull_request_target"), {"iac.workflow.trigger"}),
        (".github/workflows/ci.yml", WORKFLOW.replace("contents: read", "contents: write"), {"iac.workflow.permissions"}),
        (".github/workflows/ci.yml", WORKFLOW.replace("@11bd71901bbe5b1630ceea73d27597364c9af683", "@main"), {"iac.workflow.pin"}),
        (".github/workflows/ci.yml", WORKFLOW.replace("python -m", "echo ${{ github.event.issue.title }} #"), {"iac.workflow.injection"}),
        (
            "compose.yaml",
            "services: {web: {image: notes, privileged: true, volumes: ['/var/run/docker.sock:/x']}}\n",
            {"iac.deploy.image", "iac.deploy.privileged", "iac.deploy.socket"},
        ),
        (
            "deploy/pod.yaml",
            POD,
            {
                "iac.deploy.image",
                "iac.deploy.privileged",
                "iac.deploy.user",
                "iac.deploy.escalation",
                "iac.deploy.filesystem",
                "iac.deploy.limits",
                "iac.deploy.secret",
                "iac.deploy.probe",
            },
        ),
    ],
)
def test_a_planted_defect_violates_its_rule(bench, file, text, rules):
    made = bench({file: text})
    report = call(made, "tool.iac.conftest")
    assert {entry["rule"] for entry in report["data"]["findings"]} == rules
    assert value(made, "guard.infrastructurePolicy", "iac_violations") >= 1


def test_yaml_that_cannot_be_parsed_leaves_no_figure(bench):
    made = bench({".github/workflows/ci.yml": "on: [push\n"})
    assert "ci.yml" in call(made, "tool.iac.conftest")["error"]
    assert value(made, "guard.infrastructurePolicy", "iac_violations") is None


def test_without_a_dockerfile_there_is_no_figure(bench):
    made = bench({"Dockerfile": None})
    assert call(made, "tool.container.bench")["outcome"] == "error"
    assert value(made, "guard.containerBench", "container_violations") is None


def test_a_dockerfile_is_read_with_continuations_heredocs_and_arguments():
    steps = instructions("# x\nARG TAG=3\nFROM python:${TAG} AS base\nRUN a \\\n# no\n  b\nCOPY <<EOF /f\nUSER root\nEOF\nUSER app\n")
    assert [(step.name, step.line) for step in steps] == [("ARG", 2), ("FROM", 3), ("RUN", 4), ("COPY", 7), ("USER", 10)]
    assert steps[1].image() == ("python:3", "", "base")
    assert steps[2].value.split() == ["a", "b"]
