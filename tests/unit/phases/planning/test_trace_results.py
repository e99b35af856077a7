"""The trace gets its results from the suite; what did not run is not proven."""

from __future__ import annotations

from typing import Any

import pytest

from phases.sandboxed.planning.trace_results import results_of, trace_report, worst

RTM = {
    "rows": [
        {"requirement": "FR-001", "stories": ["US-001"], "screens": ["SCR-HOME"], "endpoints": ["GET /api/todos"], "tests": ["t.a", "t.b"]},
        {"requirement": "FR-002", "stories": ["US-002"], "screens": [], "endpoints": [], "tests": ["t.c"]},
    ],
    "constraints": [{"constraint": "CON-001", "stories": [], "method": "review", "check": "REVIEW-CON-001"}],
}


def _suite(*names: str, outcome: str = "ok", skipped: int = 0, failures: tuple[str, ...] = ()) -> dict[str, Any]:
    data = {"commit": "c" * 40, "names": list(names), "skipped": skipped, "failures": [{"test": name} for name in failures]}
    return {"outcome": outcome, "data": data}


def _results(suite: dict[str, Any]) -> list[str]:
    return [row["result"] for row in trace_report(RTM, suite)["rows"]]


def test_a_requirement_is_proven_when_all_its_tests_passed():
    assert _results(_suite("t.a", "t.b", "t.c")) == ["passed", "passed"]


def test_a_test_that_failed_or_never_ran_leaves_it_unproven():
    assert _results(_suite("t.a", "t.b", failures=("t.b",))) == ["failed", "not run"]


@pytest.mark.parametrize("suite", [_suite("t.a", "t.b", "t.c", outcome="error"), _suite()])
def test_a_broken_or_empty_suite_proves_nothing(suite: dict[str, Any]):
    assert results_of(suite) == {} and _results(suite) == ["not run", "not run"]


def test_where_tests_were_skipped_none_counts_as_passed():
    assert _results(_suite("t.a", "t.b", "t.c", skipped=1)) == ["unknown", "unknown"]


def test_without_a_test_nothing_is_known():
    assert worst([]) == "not run"


def test_what_people_decide_says_so():
    assert trace_report(RTM, _suite())["constraints"] == [{"constraint": "CON-001", "method": "review", "result": "people decide"}]
