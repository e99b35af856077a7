"""Dockerfiles: what policy and hadolint refuse is repaired as far as rules know, and is accepted afterwards."""

import pytest

from phases.sandboxed.security.dockerfiles import instructions
from phases.sandboxed.security.fixing import containers
from phases.sandboxed.security.policies_container import checks
from tests.support.wounds import DOCKERFILE, wounded

COMMAND = 'CMD ["python", "-m", "app"]\n'


def repaired(finding, text, *rules):
    return containers.repair({"Dockerfile": text}, [finding(rule, file="Dockerfile", line=1) for rule in rules])


def refused(text):
    return {check.rule for check in checks("Dockerfile", instructions(text)) if not check.passed}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (DOCKERFILE, "iac.container.user"),
        (f"FROM python:3.12.8-slim-bookworm\nUSER root\n{COMMAND}", "iac.container.user"),
        (DOCKERFILE, "iac.container.tag"),
        (f"ARG BASE=python\nFROM ${{BASE}}\n{COMMAND}", "iac.container.tag"),
        (f"FROM python:3.12.8-slim-bookworm\nHEALTHCHECK NONE\n{COMMAND}", "iac.container.health"),
        ("FROM python:3.12.8-slim-bookworm\nCMD python -m app --port 8000\n", "iac.container.exec"),
        (f"FROM python:3.12.8-slim-bookworm\nENV API_KEY=abc123\n{COMMAND}", "iac.container.secret"),
    ],
)
def test_what_policy_refused_is_accepted_after_the_repair(finding, text, rule):
    assert rule in refused(text)
    repair = repaired(finding, text, rule)
    assert repair.left == []
    after = repair.files["Dockerfile"]
    assert rule not in refused(after)
    assert refused(after) < refused(text)


def test_a_repair_that_is_made_already_is_not_made_twice(finding):
    after = repaired(finding, DOCKERFILE, "iac.container.user", "DL3002", "iac.container.tag", "DL3007", "DL3020").files["Dockerfile"]
    assert after.count("USER") == 1
    assert "ADD" not in after
    assert after.startswith("FROM python:3.12.8-slim-bookworm\n")


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        ("FROM someone/base\n" + COMMAND, "iac.container.tag", "which version of someone/base"),
        ("FROM python:3\nRUN pip install x\n" + COMMAND, "DL3013", "no rule repairs DL3013"),
        ("FROM python:3\nCMD python -m app && echo done\n", "iac.container.exec", "needs a shell"),
        ("FROM python:3.12-alpine\n" + COMMAND, "iac.container.user", "how python:3.12-alpine makes a user"),
    ],
)
def test_what_only_the_author_knows_stays_with_a_reason(finding, text, rule, reason):
    repair = repaired(finding, text, rule)
    assert repair.files == {}
    assert reason in repair.left[0].reason


def test_its_test_fails_on_the_defect(sound, finding, bites):
    rules = ("iac.container.user", "iac.container.tag", "DL3020")
    assert bites("containers", containers.repair(wounded(sound, "containers"), [finding(rule, file="Dockerfile", line=1) for rule in rules]))
