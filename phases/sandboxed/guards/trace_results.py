"""guard.traceResults: did the planned tests of every requirement run, and pass? By the matrix and the suite's own report, counted afresh."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.planning.trace_results import PASSED, trace_report
from phases.sandboxed.quality.gatework import Reports, finding
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION, SUITE = "guard.traceResults", "1.0.0", "tool.qa.unitTests"
TESTS = Figure(metric="tests", tool=SUITE, unit="tests")


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `requirements_proven` (share), and `trace_told`, the share of rows that the TraceReport tells as they are.

    Not evaluable without matrix, without TraceReport, or without a suite that ran to its end on the newest commit.
    """
    rtm, told, reports = ctx.find("RTM"), ctx.find("TraceReport"), Reports(ctx)
    suite = reports.of(SUITE)
    findings: list[dict[str, Any]] = []
    values: dict[str, float | None] = {"requirements_proven": None, "trace_told": None}
    if rtm and rtm["rows"] and told and suite and reports.value(TESTS):
        counted = trace_report(rtm, suite)
        rows = {row["requirement"]: row for row in told["rows"]}
        findings = [_unproven(row) for row in counted["rows"] if row["result"] != PASSED]
        same = [rows.get(row["requirement"]) == row for row in counted["rows"]]
        values = {"requirements_proven": 1 - len(findings) / len(counted["rows"]), "trace_told": sum(same) / len(same)}
    over = {"rtm": rtm, "told": told, "suite": suite and suite["data"]}
    metrics = {name: rule_metric(value, "share", rule=GUARD, version=VERSION, over=over) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=[*reports.trouble(SUITE), *findings])


def _unproven(row: dict[str, Any]) -> dict[str, Any]:
    tests = ", ".join(f"{test['test']} ({test['result']})" for test in row["tests"] if test["result"] != PASSED)
    message = f"{row['requirement']} is {row['result']}: {tests or 'no test is planned for it'}"
    return finding(message, fix="write the test, or mend what it finds", artifact="TraceReport")
