"""Every fault is one: the evidence differs from the sound evidence, and from every other fault's."""

import pytest

from phases.auditing.attempts import baseline, judge
from phases.auditing.bench import make_product
from phases.auditing.gate_faults import faults
from phases.gate import MET
from tests.unit.phases.auditing.plans import plan_of, rubric

ASKED = {
    "ideation": ("personas_count", "citations_required", "unlabelled_speculation_max", "usecase_coverage_min", "grounding_min", "completeness_min")
}
NAMED = (
    "it died with an exception", "it timed out", "its report is empty", "the metric is missing", "it is NaN", "it is negative",
    "its output's hash is empty", "its producer ended with 1", "its report is of the attempt before", "another guard says something else",
)  # fmt: skip


@pytest.fixture(scope="module")
def attempt():
    return baseline(plan_of("ideation"), make_product())


@pytest.mark.parametrize("name", ASKED["ideation"])
def test_every_fault_changes_what_the_gate_is_given_and_none_is_met(attempt, name):
    asked = rubric(attempt.plan, name)
    found = list(faults(attempt, asked))
    assert len({fault.name for fault in found}) == len(found) > 40
    for fault in found:
        assert repr(fault.reports) != repr(attempt.reports), fault.name
        verdict = next(verdict for verdict in judge(attempt.plan, fault.reports).verdicts if verdict.rubric == asked)
        assert verdict.outcome != MET and verdict.reason, fault.name


def test_what_the_specification_names_is_among_them(attempt):
    names = {fault.name for fault in faults(attempt, rubric(attempt.plan, "unlabelled_speculation_max"))}
    assert set(NAMED) <= names


def test_wrong_types_fit_the_rubric(attempt):
    counted = {fault.name for fault in faults(attempt, rubric(attempt.plan, "personas_count"))}
    required = {fault.name for fault in faults(attempt, rubric(attempt.plan, "citations_required"))}
    assert {"it is true", "it is no whole number"} <= counted
    assert {"it is 1", "it is false"} <= required and "it is true" not in required


def test_stages_own_metrics_have_faults_of_their_own(attempt):
    assert "the drafts claim nothing" in {fault.name for fault in faults(attempt, rubric(attempt.plan, "grounding_min"))}
    assert "UseCases is missing" in {fault.name for fault in faults(attempt, rubric(attempt.plan, "completeness_min"))}
