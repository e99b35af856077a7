"""guard.testResults: did the suite pass, how much does it reach, did the journeys, and does every user story have one?"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.judging import failures_as_findings
from phases.sandboxed.quality.gatework import Reports, finding, listed
from phases.sandboxed.reports import guard_report

GUARD, VERSION = "guard.testResults", "1.0.0"
SUITE, COVERAGE, JOURNEYS = "tool.qa.unitTests", "tool.qa.coverage", "tool.qa.e2e"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `tests_pass` and `coverage` (shares), `tests_count`, `e2e_failures`, `e2e_steps`, `stories_walked` (share)."""
    reports = Reports(ctx)
    coverage = reports.metric(COVERAGE, "percent", "share")
    if coverage["value"] is not None:
        coverage["value"] = round(coverage["value"] / 100, 4)
    metrics = {
        "tests_pass": reports.metric(SUITE, "pass_share", "share"),
        "tests_count": reports.metric(SUITE, "tests", "tests"),
        "coverage": coverage,
        "e2e_failures": reports.metric(JOURNEYS, "e2e_failures", "steps"),
        "e2e_steps": reports.metric(JOURNEYS, "steps_count", "steps"),
        "stories_walked": reports.metric(JOURNEYS, "stories_walked_share", "share"),
    }
    findings = [*reports.trouble(COVERAGE, JOURNEYS), *failures_as_findings(reports.of(SUITE))]
    findings += [finding(f"{step['journey']}, {step['step']}: {step['message']}", fix="mend the product: the step is what a user story asks for")
                 for step in listed(reports.of(JOURNEYS), "steps") if step["outcome"] == "failed"]  # fmt: skip
    findings += [finding(f"{story['story']}: no journey carries out {story['action']} of {story['entity']} to its end", severity="medium")
                 for story in listed(reports.of(JOURNEYS), "stories") if not story["walked"]]  # fmt: skip
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)
