"""Faults in tools' reports, as the real guards read them."""

import pytest

from phases.auditing.attempts import baseline, judge
from phases.auditing.bench import make_product
from phases.auditing.tool_faults import faults, figures_of, guard_over, sound
from phases.gate import MET
from tests.unit.phases.auditing.plans import plan_of

PRODUCT = make_product()
GUARD = "guard.testResults"


@pytest.fixture(scope="module")
def attempt():
    return baseline(plan_of("qa"), PRODUCT)


def test_over_sound_reports_the_guard_measures_what_passes(attempt):
    reports = guard_over(attempt, GUARD, PRODUCT, sound(attempt.plan, GUARD, PRODUCT))
    measured = next(report for report in reports if report["guard"] == GUARD)["metrics"]
    assert (measured["tests_pass"]["value"], measured["tests_count"]["value"], measured["coverage"]["value"]) == (1.0, 90, 0.975)
    assert judge(attempt.plan, reports).pass_


@pytest.mark.parametrize("metric", ["tests_pass", "e2e_failures", "stories_walked"])
def test_no_fault_is_met_and_zero_tests_are_among_them(attempt, metric):
    figure = next(figure for figure in figures_of(GUARD) if figure.metric == metric)
    found = list(faults(attempt, GUARD, figure, PRODUCT))
    assert len({fault.name for fault in found}) == len(found) > 20
    for fault in found:
        verdict = next(verdict for verdict in judge(attempt.plan, fault.reports).verdicts if verdict.rubric.metric == metric)
        assert verdict.outcome != MET, fault.name
    names = " ".join(fault.name for fault in found)
    for words in (f"it counted over nothing: {figure.over[0]} is zero", "about another commit", "is not what was stored", "ended with an error"):
        assert words in names


def test_a_guard_that_reads_artifacts_alone_has_no_figures():
    assert figures_of("guard.bizCoverage") == ()
