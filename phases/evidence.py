"""From the rows of an attempt to the evidence that its gate judges. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from phases.contracts.evidence import GUARD_REPORT_SCHEMA, EvidencePack
from phases.contracts.plans import PhasePlan
from phases.inputs import StoredArtifact
from phases.sandboxed.reports import guard_report, rule_metric
from phases.schemas.validation import InvalidContent, validate
from phases.stages.rows import TaskRow, in_attempt

VERSION = "1.0.0"
COMPLETENESS = "coordinator.completeness"


def attempt_reports(
    plan: PhasePlan,
    artifacts: Sequence[StoredArtifact],
    tasks: Sequence[TaskRow],
    grounding: Mapping[str, Any],
    *,
    attempt: int,
    newest: Sequence[TaskRow],
) -> list[dict[str, Any]]:
    """Return every report that the gate of an attempt judges: its guards', the grounding, the completeness.

    `tasks` are the phase's, of any attempt; `newest` each agent's of the attempt in which it ran last.
    """
    guards = [*in_attempt(tasks, "guard", attempt), *in_attempt(tasks, "heal", attempt)]
    return [*guard_reports(plan, guards), dict(grounding), completeness_report(plan, artifacts, newest)]


def completeness_report(plan: PhasePlan, artifacts: Iterable[StoredArtifact], tasks: Sequence[TaskRow]) -> dict[str, Any]:
    """Return how much of what the phase requires is there: accepted artifacts over required types.

    A phase that requires no artifact is as complete as its agents' tasks: succeeded over planned.
    """
    missing = missing_types(plan, artifacts)
    if plan.artifacts:
        value, over = 1 - len(missing) / len(plan.artifacts), {"required": list(plan.artifacts), "missing": missing}
    else:
        planned = {agent.id for agent in plan.agents}
        done = planned - failed_agents(plan, tasks)
        value, over = len(done) / len(planned), {"required": sorted(planned), "missing": sorted(planned - done)}
    metric = rule_metric(value, "ratio", rule=COMPLETENESS, version=VERSION, over=over)
    findings = [{"severity": "high", "message": f"{name} is missing", "artifact": name} for name in over["missing"]]
    return guard_report(COMPLETENESS, version=VERSION, metrics={"completeness": metric}, findings=findings)


def missing_types(plan: PhasePlan, artifacts: Iterable[StoredArtifact]) -> list[str]:
    """Return the required artifact types of which none was accepted, sorted."""
    return sorted(set(plan.artifacts) - {artifact.type for artifact in artifacts})


def failed_agents(plan: PhasePlan, tasks: Sequence[TaskRow]) -> set[str]:
    """Return the agents of which not every newest task succeeded, or that have none."""
    statuses = {agent.id: [task.status for task in tasks if task.target == agent.id] for agent in plan.agents}
    return {agent for agent, found in statuses.items() if not found or set(found) != {"succeeded"}}


def guard_reports(plan: PhasePlan, tasks: Iterable[TaskRow]) -> list[dict[str, Any]]:
    """Return the reports of the guards' tasks (a repeated guard's later one), in plan order; what is no report of its guard is left out."""
    results = {task.target: task.result for task in sorted(tasks, key=lambda task: task.stage == "heal") if task.status == "succeeded"}
    return [dict(results[guard]) for guard in plan.guards if guard in results and _is_report(guard, results[guard])]


def pack(
    artifacts: Iterable[StoredArtifact],
    reports: Iterable[Mapping[str, Any]],
    *,
    qav_summary: Mapping[str, Any],
    started_at: datetime | None,
    now: datetime,
    usage: Mapping[str, Any],
) -> EvidencePack:
    """Return the evidence pack of an attempt."""
    duration = int((now - started_at).total_seconds() * 1000) if started_at else 0
    metrics = {
        "duration_ms": max(0, duration),
        "tokens_used": usage.get("tokens", 0),
        "tools_minutes": usage.get("tools_minutes", 0),
        "cost_usd": usage.get("cost_usd", 0),
    }
    ids = tuple(artifact.id for artifact in artifacts)
    return EvidencePack(artifacts=ids, guard_reports=tuple(reports), qav_summary=qav_summary, metrics=metrics)


def _is_report(guard: str, result: Any) -> bool:
    try:
        validate(GUARD_REPORT_SCHEMA, result, guard)
    except InvalidContent:
        return False
    return result["guard"] == guard
