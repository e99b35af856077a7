"""The trace with its results: the matrix of prd plans tests, the suite says how each ended. Written in qa, judged by guard.traceResults.

A planned test that did not run has no result and is no pass. A suite with skipped tests does not name them, so none of its tests counts
as passed then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Content = Mapping[str, Any]
PASSED, FAILED, NOT_RUN, UNKNOWN = "passed", "failed", "not run", "unknown"
_WORST_FIRST = (FAILED, NOT_RUN, UNKNOWN, PASSED)


def trace_report(rtm: Content, suite: Content) -> dict[str, Any]:
    """Return the content of a TraceReport from the matrix and a report of tool.qa.unitTests: each row of the matrix with its results."""
    results = results_of(suite)
    return {
        "commit": suite["data"].get("commit"),
        "rows": [_row(row, results) for row in rtm["rows"]],
        "constraints": [{"constraint": row["constraint"], "method": row["method"], "result": "people decide"} for row in rtm["constraints"]],
    }


def results_of(suite: Content) -> dict[str, str]:
    """Return test → result for every test that the suite has; nothing when it did not run to its end."""
    data = suite["data"]
    if suite["outcome"] != "ok":
        return {}
    failing = {failure["test"] for failure in data.get("failures", ())}
    rest = UNKNOWN if data.get("skipped") else PASSED
    return {name: FAILED if name in failing else rest for name in data.get("names", ())}


def _row(row: Content, results: Mapping[str, str]) -> dict[str, Any]:
    tests = [{"test": test, "result": results.get(test, NOT_RUN)} for test in row["tests"]]
    return {**row, "tests": tests, "result": worst([test["result"] for test in tests])}


def worst(results: Sequence[str]) -> str:
    """Return the worst of several results; without any test nothing is known."""
    return next((result for result in _WORST_FIRST if result in results), NOT_RUN)
