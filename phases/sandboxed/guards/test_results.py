"""guard.testResults: did the suite pass, how much does it reach, did the journeys, and does every user story have one?"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.product.judging import failures_as_findings
from phases.sandboxed.quality.gatework import Reports, finding, listed
from phases.sandboxed.reports import guard_report

GUARD, VERSION = "guard.testResults", "1.0.0"
SUITE, COVERAGE, JOURNEYS = "tool.qa.unitTests", "tool.qa.coverage", "tool.qa.e2e"
FIGURES = (
    Figure(metric="tests_pass", name="pass_share", tool=SUITE, unit="share", over=("/data/tests",)),
    Figure(metric="tests_count", name="tests", tool=SUITE, unit="tests"),
    Figure(metric="coverage", name="percent", tool=COVERAGE, unit="share", over=("/data/lines", "/data/tests")),
    Figure(metric="e2e_failures", tool=JOURNEYS, unit="steps", over=("/data/steps_count",)),
    Figure(metric="e2e_steps", name="steps_count", tool=JOURNEYS, unit="steps"),
    Figure(metric="stories_walked", name="stories_walked_share", tool=JOURNEYS, unit="share", over=("/data/stories",)),
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `tests_pass` and `coverage` (shares), `tests_count`, `e2e_failures`, `e2e_steps`, `stories_walked` (share)."""
    reports = Reports(ctx)
    metrics = reports.metrics(FIGURES)
    percent = metrics["coverage"]["value"]
    if percent is not None and not isinstance(percent, bool):
        metrics["coverage"]["value"] = round(percent / 100, 4)
    findings = [*reports.trouble(COVERAGE, JOURNEYS), *failures_as_findings(reports.of(SUITE))]
    findings += [finding(f"{step['journey']}, {step['step']}: {step['message']}", fix="mend the product: the step is what a user story asks for")
                 for step in listed(reports.of(JOURNEYS), "steps") if step["outcome"] == "failed"]  # fmt: skip
    findings += [finding(f"{story['story']}: no journey carries out {story['action']} of {story['entity']} to its end", severity="medium")
                 for story in listed(reports.of(JOURNEYS), "stories") if not story["walked"]]  # fmt: skip
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)
