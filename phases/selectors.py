"""Questions of the coordinator to the database: few columns, one query each.

Those that every step asks are plain SQL: the ORM takes as long to write such a query as the database to answer it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
from runs.models import Phase, Run, RunStatus

# a phase's row without its plan, its verdict and its budgets, which are read where they are needed; in the order of the model's fields
PHASE_COLUMNS = ("id", "run_id", "name", "position", "status", "stage", "attempt", "started_at", "state")
_PHASES = """SELECT p.id, p.run_id, p.phase_id, p.position, p.status, p.stage, p.attempt, p.started_at, p.state
 FROM phases p WHERE p.run_id = %s ORDER BY p.position"""
_DUE = """p.status = 'running' AND (SELECT status FROM runs WHERE id = p.run_id) = 'running'
 AND (SELECT count(*) FROM tasks t WHERE t.phase_id = p.id AND NOT t.status = ANY($1)) < coalesce((p.state->>'wake_below')::int, 1)"""
_PLANS = """SELECT p.id, p.plan, p.plan_hash, p.usage, r.idea FROM phases p JOIN runs r ON r.id = p.run_id WHERE p.id = ANY(%s::uuid[])"""
_TASK_COLUMNS = ("id", "target", "status", "shard", "position", "result", "stage", "attempt", "type", "error")
_TASKS_ORDER = "attempt, shard, position, stage, target"
_TASKS = f"SELECT {', '.join(_TASK_COLUMNS)} FROM tasks WHERE phase_id = %s ORDER BY {_TASKS_ORDER}"
# all phases of the runs of the phases in the middle: of these their tasks, and of these and what comes after them the plans
_RUNS_AROUND = Prepared(
    name="runs_around",
    types=("text[]", "uuid[]", "boolean"),
    statement=f"""WITH middle AS (SELECT p.run_id, array_agg(p.id) AS ids, array_agg(p.phase_id::text) AS names
 FROM phases p WHERE p.id = ANY($2) AND (NOT $3 OR {_DUE}) GROUP BY p.run_id)
 SELECT p.id, p.run_id, p.phase_id, p.position, p.status, p.stage, p.attempt, p.started_at, p.state,
 CASE WHEN near THEN p.plan END, CASE WHEN near THEN p.plan_hash END, CASE WHEN near THEN p.usage END,
 CASE WHEN p.id = m.ids[1] THEN (SELECT idea FROM runs WHERE id = p.run_id) END,
 CASE WHEN p.id = ANY(m.ids) THEN (SELECT coalesce(json_agg(json_build_array({", ".join(_TASK_COLUMNS)}) ORDER BY {_TASKS_ORDER}), '[]')::text
  FROM tasks WHERE phase_id = p.id) END
 FROM middle m JOIN phases p ON p.run_id = m.run_id, LATERAL (SELECT p.id = ANY(m.ids) OR p.state->'dependencies' ?| m.names AS near) n
 ORDER BY p.run_id, p.position""",
)
_ARTIFACT_COLUMNS = ("id", "type", "name", "hash", "media_type", "location", "phase", "attempt", "position")
_NEEDS_A_STEP = """SELECT p.id FROM phases p JOIN runs r ON r.id = p.run_id
 WHERE p.status = 'running' AND r.status = 'running' AND p.updated_at < %s
 AND (SELECT count(*) FROM tasks t WHERE t.phase_id = p.id AND NOT t.status = ANY(%s)) < coalesce((p.state->>'wake_below')::int, 1)
 ORDER BY p.updated_at LIMIT %s"""
_PEEK = Prepared(
    name="peek_phase",
    types=("text[]", "uuid"),
    statement=f"""SELECT p.run_id, p.status, p.stage, p.attempt, r.status, {_DUE} FROM phases p JOIN runs r ON r.id = p.run_id WHERE p.id = $2""",
)


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """What is read of a phase only where it is needed: its plan with the digest that it has, the hash that it should have, and its usage."""

    plan: PhasePlan
    digest: str
    plan_hash: str
    usage: Mapping[str, Any]


@dataclass(kw_only=True)
class RunView:
    """A run as one query saw it around some of its phases: all phases, the tasks of those in the middle, the plans of these and what comes next."""

    phases: dict[str, Phase] = field(default_factory=dict)
    plans: dict[Any, PlanRow] = field(default_factory=dict)
    tasks: dict[Any, list[TaskRow]] = field(default_factory=dict)
    idea: Any = None


def phases_of(run_id: Any) -> dict[str, Phase]:
    """Return the phases of a run by name, in order, without their plans."""
    return {phase.name: phase for phase in map(_phase, _rows(_PHASES, [str(run_id)]))}


def runs_around(phase_ids: Iterable[Any], *, only_due: bool = True) -> dict[Any, RunView]:
    """Return what a step needs to know to move these phases on, by their run's id; of those only that are due for a step."""
    found: dict[Any, RunView] = {}
    for row in _RUNS_AROUND.fetch_all([list(ENDED), list(phase_ids), only_due]):
        view, phase = found.setdefault(row[1], RunView()), _phase(row)
        view.phases[phase.name] = phase
        if row[9] is not None:
            view.plans[phase.pk] = _plan_row(*row[9:12])
        if row[12] is not None:
            view.idea = parsed(row[12])
        if row[13] is not None:
            view.tasks[phase.pk] = [_task(task) for task in json.loads(row[13])]
    return found


def plans_and_idea(phase_ids: Iterable[Any]) -> tuple[dict[Any, PlanRow], Any]:
    """Return the plans of phases of one run, by the phase's id, and the run's idea."""
    rows = _rows(_PLANS, [[str(phase_id) for phase_id in phase_ids]])
    return {row[0]: _plan_row(*row[1:4]) for row in rows}, next((parsed(row[4]) for row in rows), None)


def tasks_of(phase_id: Any) -> list[TaskRow]:
    """Return all tasks of a phase, every attempt, in plan order."""
    return [_task((str(row[0]), *row[1:5], parsed(row[5]), *row[6:])) for row in _rows(_TASKS, [str(phase_id)])]


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


def _task(row: Sequence[Any]) -> TaskRow:
    return TaskRow(**dict(zip(_TASK_COLUMNS, row, strict=True)))


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
