"""Questions of the coordinator to the database: few columns, one query each.

The three that every step asks are plain SQL: the ORM takes as long to write such a query as the database to answer it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.fields.json import KeyTextTransform

from ideamine.lib.canonical import digest_from_json
from ideamine.lib.prepared import Prepared
from ledger.models import Artifact
from phases.contracts.plans import PhasePlan
from phases.fanout import ENDED
from phases.gate import ActiveWaiver
from phases.inputs import PhaseView, StoredArtifact
from phases.models import Waiver, WaiverStatus
from phases.stages.rows import TaskRow
from runs.models import Phase, PhaseStatus, Run, RunStatus

# a phase's row without its plan, its verdict and its budgets, which are read where they are needed; in the order of the model's fields
PHASE_COLUMNS = ("id", "run_id", "name", "position", "status", "stage", "attempt", "started_at", "state")
_PHASES = """SELECT p.id, p.run_id, p.phase_id, p.position, p.status, p.stage, p.attempt, p.started_at, p.state
 FROM phases p WHERE p.run_id = %s ORDER BY p.position"""
_PHASES_AROUND = Prepared(
    name="phases_around",
    types=("uuid", "uuid[]"),
    statement="""WITH middle AS (SELECT array_agg(phase_id::text) AS names FROM phases WHERE id = ANY($2))
 SELECT p.id, p.run_id, p.phase_id, p.position, p.status, p.stage, p.attempt, p.started_at, p.state,
 CASE WHEN near THEN p.plan END, CASE WHEN near THEN p.plan_hash END, CASE WHEN near THEN p.usage END,
 CASE WHEN p.id = $2[1] THEN (SELECT idea FROM runs WHERE id = p.run_id) END
 FROM phases p, middle, LATERAL (SELECT p.id = ANY($2) OR p.state->'dependencies' ?| middle.names AS near) n
 WHERE p.run_id = $1 ORDER BY p.position""",
)
_PLANS = """SELECT p.id, p.plan, p.plan_hash, p.usage, r.idea FROM phases p JOIN runs r ON r.id = p.run_id WHERE p.id = ANY(%s::uuid[])"""
_TASK_COLUMNS = ("id", "target", "status", "shard", "position", "result", "stage", "attempt", "type", "error")
_TASKS = f"SELECT {', '.join(_TASK_COLUMNS)} FROM tasks WHERE phase_id = %s ORDER BY attempt, shard, position, stage, target"
_ARTIFACT_COLUMNS = ("id", "type", "name", "hash", "media_type", "location", "phase", "attempt", "position")
_NEEDS_A_STEP = """SELECT p.id FROM phases p JOIN runs r ON r.id = p.run_id
 WHERE p.status = 'running' AND r.status = 'running' AND p.updated_at < %s
 AND (SELECT count(*) FROM tasks t WHERE t.phase_id = p.id AND NOT t.status = ANY(%s)) < coalesce((p.state->>'wake_below')::int, 1)
 ORDER BY p.updated_at LIMIT %s"""
_PEEK = Prepared(
    name="peek_phase",
    types=("text[]", "uuid"),
    statement="""SELECT p.run_id, p.status, p.stage, p.attempt, r.status,
 (SELECT count(*) FROM tasks t WHERE t.phase_id = p.id AND NOT t.status = ANY($1)) < coalesce((p.state->>'wake_below')::int, 1)
 FROM phases p JOIN runs r ON r.id = p.run_id WHERE p.id = $2""",
)


_DUE = Prepared(
    name="phases_due",
    types=("text[]", "uuid[]"),
    statement="""SELECT p.id FROM phases p JOIN runs r ON r.id = p.run_id WHERE p.id = ANY($2) AND p.status = 'running' AND r.status = 'running'
 AND (SELECT count(*) FROM tasks t WHERE t.phase_id = p.id AND NOT t.status = ANY($1)) < coalesce((p.state->>'wake_below')::int, 1)""",
)


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """What is read of a phase only where it is needed: its plan with the digest that it has, the hash that it should have, and its usage."""

    plan: PhasePlan
    digest: str
    plan_hash: str
    usage: Mapping[str, Any]


def phases_of(run_id: Any) -> dict[str, Phase]:
    """Return the phases of a run by name, in order, without their plans."""
    return {phase.name: phase for phase in map(_phase, _rows(_PHASES, [str(run_id)]))}


def phases_around(run_id: Any, middle: Sequence[str]) -> tuple[dict[str, Phase], dict[Any, PlanRow], Any]:
    """Return the phases of a run, the plans of some of them and of those that come after these, and the run's idea."""
    rows = _PHASES_AROUND.fetch_all([run_id, list(middle)])
    phases = {phase.name: phase for phase in map(_phase, rows)}
    plans = {row[0]: _plan_row(*row[9:12]) for row in rows if row[9] is not None}
    return phases, plans, next((parsed(row[12]) for row in rows if row[12] is not None), None)


def plans_and_idea(phase_ids: Iterable[Any]) -> tuple[dict[Any, PlanRow], Any]:
    """Return the plans of phases of one run, by the phase's id, and the run's idea."""
    rows = _rows(_PLANS, [[str(phase_id) for phase_id in phase_ids]])
    return {row[0]: _plan_row(*row[1:4]) for row in rows}, next((parsed(row[4]) for row in rows), None)


def tasks_of(phase_id: Any) -> list[TaskRow]:
    """Return all tasks of a phase, every attempt, in plan order."""
    return [
        TaskRow(**{**dict(zip(_TASK_COLUMNS, row, strict=True)), "id": str(row[0]), "result": parsed(row[5])})
        for row in _rows(_TASKS, [str(phase_id)])
    ]


def artifacts_of(run_id: Any, phases: Iterable[str], types: Collection[str] | None = None) -> list[StoredArtifact]:
    """Return every artifact of these phases, of these types if given; `inputs.accepted` says which count."""
    chosen = Artifact.objects.filter(run_id=run_id, phase__in=list(phases))
    if types is not None:
        chosen = chosen.filter(type__in=list(types))
    rows = chosen.values_list(
        *_ARTIFACT_COLUMNS, KeyTextTransform("source", "provenance"), "task__target", "task__stage", "task__shard", "task__position"
    )
    return [_stored(row) for row in rows]


def views(phases: Iterable[Phase]) -> dict[str, PhaseView]:
    """Return what `inputs` needs to know of phases, by name."""
    return {phase.name: PhaseView(position=phase.position, attempt=phase.attempt, since=phase.state.get("since", {})) for phase in phases}


def active_waivers(run_id: Any, phase: str) -> list[ActiveWaiver]:
    """Return the waivers of a phase that were not revoked; the gate looks at their expiry."""
    rows = Waiver.objects.filter(run_id=run_id, phase=phase, status=WaiverStatus.ACTIVE).values_list("violation_type", "expires_at")
    return [ActiveWaiver(rubric=rubric, expires_at=expires_at) for rubric, expires_at in rows]


def peek(phase_id: Any) -> tuple[Any, str, str, int, str, bool] | None:
    """Return (run id, status, stage, attempt, run's status, whether so few tasks are open that a step is due), without a lock."""
    return _PEEK.fetch_one([list(ENDED), phase_id])


def phases_due(phase_ids: Iterable[str]) -> list[str]:
    """Return those of these phases of which so few tasks are open that a step is due."""
    return [str(row[0]) for row in _DUE.fetch_all([list(ENDED), list(phase_ids)])]


def running_phases(run_id: Any) -> list[Any]:
    """Return the ids of the phases of a run that run."""
    return list(Phase.objects.filter(run_id=run_id, status=PhaseStatus.RUNNING).order_by("position").values_list("pk", flat=True))


def runs_that_wait(before: datetime, *, limit: int = 200) -> list[Any]:
    """Return runs that nobody took up though they are pending since `before`."""
    pending = Run.objects.filter(status=RunStatus.PENDING, created_at__lt=before)
    return list(pending.order_by("created_at").values_list("pk", flat=True)[:limit])


def phases_that_wait(before: datetime, *, limit: int = 200) -> list[Any]:
    """Return running phases that nobody moved since `before`, though a step is due: what a crash swallowed."""
    with connection.cursor() as cursor:
        cursor.execute(_NEEDS_A_STEP, [before, list(ENDED), limit])
        return [row[0] for row in cursor.fetchall()]


def parsed(value: Any) -> Any:
    """Return a JSONB value; plain cursors hand it over as text."""
    return json.loads(value) if isinstance(value, str) else value


def _rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _phase(row: tuple[Any, ...]) -> Phase:
    return Phase.from_db("default", PHASE_COLUMNS, [*row[:8], parsed(row[8])])


def _plan_row(plan: Any, plan_hash: str, usage: Any) -> PlanRow:
    plan, digest = _read_plan(plan)
    return PlanRow(plan=plan, digest=digest, plan_hash=plan_hash, usage=parsed(usage) or {})


@functools.lru_cache(maxsize=512)
def _read_plan(text: str) -> tuple[PhasePlan, str]:
    """Return a plan from its stored text, and the digest of what it says; runs of one configuration have the same plans."""
    plan = PhasePlan.from_json(json.loads(text))
    return plan, digest_from_json(plan.body())


def _stored(row: tuple[Any, ...]) -> StoredArtifact:
    (pk, type, name, hash, media_type, location, phase, attempt, position, producer, target, stage, shard, task_position) = row
    return StoredArtifact(
        id=str(pk),
        type=type,
        name=name,
        hash=hash,
        media_type=media_type,
        location=location,
        phase=phase,
        attempt=attempt,
        position=position,
        producer=producer or target or "",
        target=target or "",
        stage=stage or "dispatch",
        shard=shard or 0,
        task_position=task_position or 0,
    )
