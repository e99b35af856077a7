"""guard.releaseCheck: does the released commit pass its suite, start from the release alone, and come back? By stored reports on that commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.product.judging import commit_of, failures_as_findings, metric_for, newest_bundle, stored_report
from phases.sandboxed.reports import guard_report

GUARD, VERSION = "guard.releaseCheck", "1.0.0"
SUITE, BOOT, BASELINE, ROLLBACK = "tool.qa.coverage", "tool.release.boot", "tool.release.baseline", "tool.release.rollback"
FIGURES = (
    Figure(metric="tests_pass", name="pass_share", tool=SUITE, unit="share", over=("/data/tests",)),
    Figure(metric="line_coverage", name="percent", tool=SUITE, unit="percent", over=("/data/lines", "/data/tests")),
    Figure(metric="boots", tool=BOOT, unit="truth", over=("/data/checks",)),
    Figure(metric="rollback", tool=ROLLBACK, unit="truth", over=("/data/steps", "/data/rows_written")),
    Figure(metric="baseline_errors", name="server_errors", tool=BASELINE, unit="count", over=("/data/requests",)),
)


def run(ctx: Context) -> dict[str, Any]:
    """Return `tests_pass` (share), `line_coverage` (percent), `boots`, `rollback` (truths), `baseline_errors` (server errors at rest)."""
    bundle = newest_bundle(ctx)
    commit = commit_of(bundle) if bundle else None
    reports = {tool: stored_report(ctx, tool) for tool in (SUITE, BOOT, BASELINE, ROLLBACK)}
    metrics = {figure.metric: metric_for(reports[figure.tool], commit, figure) for figure in FIGURES}
    findings = failures_as_findings(reports[SUITE])
    findings += _failed(reports[BOOT], BOOT, "checks", "ReleaseManifest") + _failed(reports[ROLLBACK], ROLLBACK, "steps", "RollbackPlan")
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _failed(report: Mapping[str, Any] | None, tool: str, key: str, artifact: str) -> list[dict[str, Any]]:
    if report is None or report["outcome"] != "ok":
        return [{"severity": "high", "artifact": artifact, "message": f"{tool}: {report['error'] if report else 'it was not run'}"}]
    return [
        {"severity": "critical", "artifact": artifact, "message": f"{entry['check']}: {entry['detail']}"}
        for entry in report["data"][key]
        if not entry["passed"]
    ]
