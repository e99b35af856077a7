"""guard.betaCheck: did the released commit run, answer every persona, give its signals, and is everything reported what was observed?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ideamine.lib.canonical import canonical_json
from ideamine.lib.pointers import PointerError, resolve
from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.product.judging import commit_of, metric_for, newest_bundle, stored_report
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.betaCheck", "1.0.0"
DEPLOY, TELEMETRY, PERSONAS = "tool.beta.deploy", "tool.beta.telemetry", "tool.beta.personas"
FIGURES = (
    Figure(metric="deployed", tool=DEPLOY, unit="truth", over=("/data/checks",)),
    Figure(metric="persona_tasks_completed", name="task_completion", tool=PERSONAS, unit="share", over=("/data/tasks",)),
    Figure(metric="beta_errors", name="server_errors", tool=PERSONAS, unit="count", over=("/data/requests",)),
    Figure(metric="telemetry_signals_live", name="signals_live_share", tool=TELEMETRY, unit="share", over=("/data/signals",)),
)
Report = Mapping[str, Any]


def run(ctx: Context) -> dict[str, Any]:
    """Return `deployed` (truth), `persona_tasks_completed`, `personas_exercised`, `telemetry_signals_live`, `feedback_items_sourced`,
    `analytics_consistent` (shares, 0 to 1) and `beta_errors` (server errors seen)."""
    bundle = newest_bundle(ctx)
    commit = commit_of(bundle) if bundle else None
    deploy, telemetry, personas = (stored_report(ctx, tool) for tool in (DEPLOY, TELEMETRY, PERSONAS))
    current = personas if personas and personas["outcome"] == "ok" and personas["data"].get("commit") == commit else None
    feedback, analytics = (ctx.find(type) if _own(ctx, type) else None for type in ("BetaFeedback", "Analytics"))
    checks = {
        "personas_exercised": _exercised(ctx.find("Personas"), current),
        "feedback_items_sourced": _sourced(feedback, current),
        "analytics_consistent": _consistent(analytics, current),
    }
    reports = {DEPLOY: deploy, TELEMETRY: telemetry, PERSONAS: personas}
    metrics = {
        **{figure.metric: metric_for(reports[figure.tool], commit, figure) for figure in FIGURES},
        **{name: rule_metric(_share(entries), "share", rule=GUARD, version=VERSION, over=entries) for name, entries in checks.items()},
    }
    findings = _findings(deploy, DEPLOY, "BetaDeployment") + _findings(telemetry, TELEMETRY, "TelemetryConfig")
    findings += _findings(personas, PERSONAS, "BetaFeedback")
    findings += [{"severity": "high", "message": message} for entries in checks.values() for message, passed in entries if not passed]
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


Checks = list[tuple[str, bool]]


def _own(ctx: Context, type: str) -> bool:
    return any(ref.phase == ctx.assignment.phase for ref in ctx.refs(type))


def _share(checks: Checks) -> float | None:
    return sum(passed for _, passed in checks) / len(checks) if checks else None


def _exercised(personas: Report | None, report: Report | None) -> Checks:
    """Check that every persona of ideation had at least one task."""
    if personas is None or report is None:
        return []
    busy = {entry["id"] for entry in report["data"]["personas"] if entry["tasks"]}
    return [(f"the persona {persona['id']} had no task", persona["id"] in busy) for persona in personas["personas"]]


def _sourced(feedback: Report | None, report: Report | None) -> Checks:
    """Check that each item says what stands at its place in the stored report, and that no friction is left out."""
    if feedback is None or report is None:
        return []
    told = [(f"{item['id']} does not say what was observed at {item['pointer']}", _says(item, report)) for item in feedback["items"]]
    pointers = {item["pointer"] for item in feedback["items"]}
    wanted = [f"/data/frictions/{index}/observed" for index in range(len(report["data"]["frictions"]))]
    return told + [(f"the feedback leaves out {pointer}", pointer in pointers) for pointer in wanted]


def _says(item: Report, report: Report) -> bool:
    try:
        value = resolve(report, item["pointer"])
    except PointerError:
        return False
    return item["report"] == report["tool"] and (value if isinstance(value, str) else canonical_json(value).decode()) in item["text"]


def _consistent(analytics: Report | None, report: Report | None) -> Checks:
    """Check every count of Analytics against the stored report."""
    if analytics is None or report is None:
        return []
    names = ("requests", "client_errors", "server_errors", "error_share", "tasks", "tasks_completed", "task_completion", "commit")
    told = [{name: value for name, value in entry.items() if name != "p95_ms"} for entry in analytics["endpoints"]]
    same = [(f"Analytics: {name} is not what was observed", analytics[name] == report["data"][name]) for name in names]
    return [*same, ("Analytics: the endpoints are not those observed", told == report["data"]["endpoints"])]


def _findings(report: Report | None, tool: str, artifact: str) -> list[dict[str, Any]]:
    """Return what a report holds against the release; a corrected mistake is no more than low."""
    if report is None or report["outcome"] != "ok":
        return [{"severity": "high", "artifact": artifact, "message": f"{tool}: {report['error'] if report else 'it was not run'}"}]
    data = report["data"]
    wrong = [(check["check"], check["detail"], "high") for check in data.get("checks", ()) if not check["passed"]]
    wrong += [(signal["id"], signal["observed"], "high") for signal in data.get("signals", ()) if not signal["live"]]
    for friction in data.get("frictions", ()):
        wrong.append((f"{friction['name']}, {friction['task']}", friction["observed"], "medium" if friction["kind"] == "failure" else "low"))
    return [{"severity": severity, "artifact": artifact, "message": f"{what}: {detail}"} for what, detail, severity in wrong]
