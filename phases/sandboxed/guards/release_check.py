"""guard.releaseCheck: does the released commit pass its suite, start from the release alone, and come back? By stored reports on that commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.judging import commit_of, failures_as_findings, metric_for, newest_bundle, stored_report
from phases.sandboxed.reports import guard_report

GUARD, VERSION = "guard.releaseCheck", "1.0.0"
SUITE, BOOT, BASELINE, ROLLBACK = "tool.qa.coverage", "tool.release.boot", "tool.release.baseline", "tool.release.rollback"


def run(ctx: Context) -> dict[str, Any]:
    """Return `tests_pass` (share), `line_coverage` (percent), `boots`, `rollback` (truths), `baseline_errors` (server errors at rest)."""
    bundle = newest_bundle(ctx)
    commit = commit_of(bundle) if bundle else None
    suite, boot, baseline, back = (stored_report(ctx, tool) for tool in (SUITE, BOOT, BASELINE, ROLLBACK))
    metrics = {
        "tests_pass": metric_for(_with_share(suite), commit, "pass_share", "share"),
        "line_coverage": metric_for(suite, commit, "percent", "percent"),
        "boots": metric_for(boot, commit, "boots", "truth"),
        "rollback": metric_for(back, commit, "rollback", "truth"),
        "baseline_errors": metric_for(baseline, commit, "server_errors", "count"),
    }
    findings = failures_as_findings(suite)
    findings += _failed(boot, BOOT, "checks", "ReleaseManifest") + _failed(back, ROLLBACK, "steps", "RollbackPlan")
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _with_share(report: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return a suite report with the share of passed tests, where it counted any."""
    if report is None or not report["data"].get("tests"):
        return report
    return {**report, "data": {**report["data"], "pass_share": report["data"]["passed"] / report["data"]["tests"]}}


def _failed(report: Mapping[str, Any] | None, tool: str, key: str, artifact: str) -> list[dict[str, Any]]:
    if report is None or report["outcome"] != "ok":
        return [{"severity": "high", "artifact": artifact, "message": f"{tool}: {report['error'] if report else 'it was not run'}"}]
    return [
        {"severity": "critical", "artifact": artifact, "message": f"{entry['check']}: {entry['detail']}"}
        for entry in report["data"][key]
        if not entry["passed"]
    ]
