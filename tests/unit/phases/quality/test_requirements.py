from __future__ import annotations

import pytest

from phases.sandboxed.quality.requirements import verdicts


def nfr(operator: str, value: float, report: str = "PerfReport") -> dict[str, object]:
    return {"id": "NFR-001", "metric": "p95_latency_ms", "operator": operator, "value": value, "unit": "ms", "report": report}


@pytest.mark.parametrize(
    ("operator", "bound", "value", "met"),
    [("<=", 500, 500, True), ("<=", 500, 501, False), (">=", 1, 0.99, False), ("==", 0, 0, True), ("==", 0, 1, False), ("<=", 500, None, None)],
)
def test_a_requirement_is_kept_broken_or_unknown(operator, bound, value, met):
    assert [verdict.met for verdict in verdicts({"nfrs": [nfr(operator, bound)]}, {"p95_latency_ms": value})] == [met]


def test_requirements_that_other_phases_report_are_not_judged():
    assert verdicts({"nfrs": [nfr("<=", 1, "SecurityPack")]}, {}) == []


def test_a_metric_that_nobody_knows_is_unmeasured():
    entry = {**nfr("<=", 1), "metric": "moon_phase"}
    assert [verdict.met for verdict in verdicts({"nfrs": [entry]}, {"p95_latency_ms": 1})] == [None]
