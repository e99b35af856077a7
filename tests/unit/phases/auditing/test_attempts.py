"""The sound attempt that the audit starts from, and what the gate is given of a broken one."""

import pytest

from phases.auditing.attempts import ATTEMPT, baseline, judge
from phases.auditing.bench import make_product
from tests.unit.phases.auditing.plans import plan_of


@pytest.fixture(scope="module")
def attempt():
    return baseline(plan_of("story-loop"), make_product())


def test_a_sound_attempt_passes_with_every_rubric_met(attempt):
    result = judge(attempt.plan, attempt.reports)
    assert (result.pass_, result.score, result.reasons) == (True, 100.0, ())


def test_every_metric_has_the_guard_that_reports_it(attempt):
    assert attempt.owners["suite_pass"] == "guard.storyCheck"
    assert {rubric.metric for rubric in attempt.plan.rubrics} <= set(attempt.owners)


@pytest.mark.parametrize("row", [{"status": "dead"}, {"result": None}, {"attempt": ATTEMPT - 1}, {"attempt": ATTEMPT + 1}, {"result": {}}])
def test_a_row_that_does_not_count_leaves_the_gate_without_a_report(attempt, row):
    broken = attempt.with_rows("guard.storyCheck", row)
    assert "guard.storyCheck" not in [report["guard"] for report in broken.reports]
    assert "suite_pass_min not evaluable: no report" in judge(attempt.plan, broken.reports).reasons


def test_the_other_guards_reports_stay(attempt):
    whole, broken = attempt.reports, attempt.with_rows("guard.storyCheck", {}).reports
    assert sorted(report["guard"] for report in whole) == sorted(report["guard"] for report in broken)
