"""The MetricsCollector: what a phase took and how it went, written when it ends, and the figures drawn from that.

`record_phase` is called by the coordinator; the rest are questions for the dossier, the API and the bench.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from ideamine.lib.jsontext import jsonb
from ideamine.lib.prepared import Prepared
from runs.contracts import NAMESPACE, RESOURCES
from runs.models import Phase
from runs.transitions import Step

# the tasks are counted as the row is written; the same phase ends once, so a step that is told twice writes one row
_INSERT = Prepared(
    name="record_phase",
    types=("uuid", "uuid", "text", "jsonb", "timestamptz", "uuid"),
    statement="""INSERT INTO phase_metrics (id, run_id, phase, data, created_at)
 SELECT $1, $2, $3, $4 || jsonb_build_object('tasks', jsonb_build_object(
  'succeeded', COUNT(*) FILTER (WHERE status = 'succeeded'), 'failed', COUNT(*) FILTER (WHERE status IN ('failed', 'dead')),
  'cancelled', COUNT(*) FILTER (WHERE status = 'cancelled'), 'retried', COUNT(*) FILTER (WHERE retries > 0 OR crash_count > 0),
  'retries', COALESCE(SUM(retries), 0), 'crashes', COALESCE(SUM(crash_count), 0))), $5
 FROM tasks WHERE phase_id = $6 ON CONFLICT (id) DO NOTHING""",
)
_TOTALS = """
SELECT runs.status, EXTRACT(EPOCH FROM COALESCE(runs.completed_at, %(now)s) - runs.started_at) * 1000,
       COALESCE(runs.usage->'used', '{}'::jsonb)::text,
       (SELECT COUNT(*) FROM phases WHERE run_id = runs.id), (SELECT COUNT(*) FROM phases WHERE run_id = runs.id AND status = 'completed'),
       (SELECT COUNT(*) FROM ledger WHERE run_id = runs.id AND type = 'gate'),
       (SELECT COUNT(*) FROM ledger WHERE run_id = runs.id AND type = 'gate' AND data->>'pass' = 'true')
FROM runs WHERE id = %(run)s
"""
_LATENCIES = """
SELECT phase, COUNT(*), AVG((data->>'duration_ms')::float8),
       percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY (data->>'duration_ms')::float8)
FROM phase_metrics WHERE data->>'duration_ms' IS NOT NULL AND created_at >= COALESCE(%s, '-infinity'::timestamptz) GROUP BY phase ORDER BY phase
"""


@dataclass(frozen=True, kw_only=True)
class PhaseMetrics:
    """One phase at its end, beside what became of its tasks. `usage` is by resource; `quality` holds every guard metric's value by name.

    A value is None where it is not evaluable.
    """

    status: str
    duration_ms: int | None
    gate: Mapping[str, Any]
    usage: Mapping[str, float]
    quality: Mapping[str, float | int | bool | None]


@dataclass(frozen=True, kw_only=True)
class AggregateMetrics:
    """One run. Rates are 0–1, None when there is nothing to divide by. `gates_evaluated` counts every attempt."""

    status: str
    duration_ms: int | None
    usage: Mapping[str, float]
    phases: int
    phases_completed: int
    gates_evaluated: int
    gates_passed: int

    @property
    def phase_completion_rate(self) -> float | None:
        return self.phases_completed / self.phases if self.phases else None

    @property
    def gate_pass_rate(self) -> float | None:
        return self.gates_passed / self.gates_evaluated if self.gates_evaluated else None

    @property
    def total_cost_usd(self) -> float:
        return self.usage.get("cost_usd", 0.0)


@dataclass(frozen=True, kw_only=True)
class PhaseLatency:
    """How long a phase takes over all runs, in milliseconds."""

    phase: str
    count: int
    mean_ms: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


def record_phase(step: Step, phase: Phase, gate: Mapping[str, Any], evidence: Mapping[str, Any]) -> PhaseMetrics:
    """Have the row of a phase that ends in this step written, with what became of its tasks; return what it says of the phase.

    `gate` is the last verdict ({pass, score, …}), `evidence` the last evidence pack as JSON; both may be empty for a phase that never came so far.
    """
    found = PhaseMetrics(
        status=str(phase.status),
        duration_ms=_milliseconds(phase.started_at, phase.completed_at or step.now),
        gate={"pass": gate.get("pass"), "score": gate.get("score"), "attempts": phase.attempt, "waived": list(gate.get("waived", ()))},
        usage={name: (phase.usage or {}).get("used", {}).get(name, 0) for name in RESOURCES},
        quality=_quality(evidence),
    )
    identity = str(uuid.uuid5(NAMESPACE, f"{phase.pk}/metrics"))
    step.write(_INSERT, [identity, str(step.run.pk), phase.name, jsonb(vars(found)), step.now, str(phase.pk)])
    return found


def run_metrics(run_id: str | uuid.UUID, *, now: datetime) -> AggregateMetrics:
    """Return the figures of one run so far; a run that still goes on lasts until `now`. Raises LookupError."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"run": str(run_id), "now": now})
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"there is no run {run_id}")
    status, duration, used, phases, completed, evaluated, passed = row
    return AggregateMetrics(
        status=status,
        duration_ms=None if duration is None else round(duration),
        usage=json.loads(used),
        phases=phases,
        phases_completed=completed,
        gates_evaluated=evaluated,
        gates_passed=passed,
    )


def phase_latencies(*, since: datetime | None = None) -> list[PhaseLatency]:
    """Return the mean, P50, P95 and P99 of every phase over all runs, or over those that ended `since` then; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LATENCIES, [since])
        return [
            PhaseLatency(phase=phase, count=count, mean_ms=mean, p50_ms=p[0], p95_ms=p[1], p99_ms=p[2]) for phase, count, mean, p in cursor.fetchall()
        ]


def _milliseconds(start: datetime | None, end: datetime) -> int | None:
    return None if start is None else round((end - start).total_seconds() * 1000)


def _quality(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of all guard metrics by name; of two guards that measure one name the later counts, as at the gate."""
    return {name: metric.get("value") for report in evidence.get("guard_reports") or () for name, metric in sorted(report.get("metrics", {}).items())}
