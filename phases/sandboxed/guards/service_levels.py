"""guard.serviceLevels: latency, throughput and errors of the started product, and whether every requirement that qa measures is kept."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.quality.gatework import Reports, finding
from phases.sandboxed.quality.requirements import MEASURED, Verdict, verdicts
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.serviceLevels", "1.0.0"
PERFORMANCE, LOAD = "tool.qa.performance", "tool.qa.load"
FIGURES = (
    MEASURED["p95_latency_ms"],
    MEASURED["error_rate"],
    Figure(metric="wrong_answers", tool=PERFORMANCE, unit="answers", over=("/measured/list/requests",)),
    Figure(metric="throughput_rps", tool=LOAD, unit="requests/s", over=("/measured/requests",)),
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `p95_latency_ms`, `wrong_answers`, `throughput_rps`, `error_rate`, `nfrs_broken`, `nfrs_unmeasured`."""
    reports, nfrs = Reports(ctx), ctx.find("NFRs")
    judged = verdicts(nfrs, {metric: _value(reports, metric) for metric in MEASURED})
    broken = [verdict for verdict in judged if verdict.met is False]
    unmeasured = [verdict for verdict in judged if verdict.met is None]
    over = [[verdict.id, verdict.metric, verdict.operator, verdict.bound, verdict.value] for verdict in judged]
    metrics = {
        **reports.metrics(FIGURES),
        # without a requirement that qa has to measure, none is broken because none was asked for
        "nfrs_broken": rule_metric(len(broken) if judged else None, "requirements", rule=GUARD, version=VERSION, over=over),
        "nfrs_unmeasured": rule_metric(len(unmeasured) if judged else None, "requirements", rule=GUARD, version=VERSION, over=over),
    }
    findings = [*reports.trouble(PERFORMANCE, LOAD), *(_told(verdict) for verdict in (*broken, *unmeasured))]
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _value(reports: Reports, metric: str) -> float | None:
    value = reports.value(MEASURED[metric])
    return value / 100 if value is not None and metric == "line_coverage" else value


def _told(verdict: Verdict) -> dict[str, Any]:
    wanted = f"{verdict.operator} {verdict.bound:g} {verdict.unit}"
    said = "was not measured" if verdict.value is None else f"is {verdict.value:g}"
    return finding(f"{verdict.id}: {verdict.metric} {said}, {wanted} is wanted", artifact="NFRs")
