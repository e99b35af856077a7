"""CI workflows: known actions go to their commit, rights and time are said; what only the author knows stays."""

import pytest

from phases.sandboxed.product.pipeline import WORKFLOW_PATH
from phases.sandboxed.security.fixing import workflows
from tests.support.wounds import wounded

WORKFLOW = """on: [push]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@main
      - uses: someone/else@main
      - run: python -m unittest
"""


def repaired(finding, rule, message, text=WORKFLOW):
    return workflows.repair({"ci.yml": text}, [finding(rule, file="ci.yml", message=message)])


def test_a_known_action_goes_to_its_commit_and_no_other(finding):
    after = repaired(finding, "iac.workflow.pin", "job test uses actions/checkout at main").files["ci.yml"]
    assert "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2\n" in after
    assert "someone/else@main\n" in after


def test_rights_and_time_are_said(finding):
    assert (
        "\npermissions:\n  contents: read\n\njobs:\n"
        in repaired(finding, "iac.workflow.permissions", "job test has more permissions").files["ci.yml"]
    )
    after = repaired(finding, "iac.workflow.timeout", "job test has no timeout-minutes").files["ci.yml"]
    assert "  test:\n    timeout-minutes: 10\n    runs-on: ubuntu-24.04\n" in after


@pytest.mark.parametrize(
    ("rule", "message", "text", "reason"),
    [
        ("iac.workflow.pin", "job test uses someone/else at main", WORKFLOW, "no commit of someone/else"),
        ("iac.workflow.permissions", "job test has more", "permissions: write-all\n" + WORKFLOW, "only its author knows"),
        ("iac.workflow.injection", "job test puts text", WORKFLOW, "no rule repairs iac.workflow.injection"),
    ],
)
def test_what_only_the_author_knows_stays_with_a_reason(finding, rule, message, text, reason):
    repair = repaired(finding, rule, message, text)
    assert repair.files == {}
    assert reason in repair.left[0].reason


def test_its_test_fails_on_the_defect(sound, finding, bites):
    hurt = wounded(sound, "workflows")
    messages = ("job test uses actions/checkout at main", "job test uses actions/setup-python at main")
    repair = workflows.repair(hurt, [finding("iac.workflow.pin", file=WORKFLOW_PATH, message=message) for message in messages])
    assert repair.files[WORKFLOW_PATH] == sound[WORKFLOW_PATH]
    assert bites("workflows", repair)
