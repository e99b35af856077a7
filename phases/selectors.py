"""Questions of the coordinator to the database: few columns, one query each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.fields.json import KeyTextTransform

from ledger.models import Artifact
from phases.fanout import ENDED
from phases.gate import ActiveWaiver
from phases.inputs import PhaseView, StoredArtifact
from phases.models import Waiver, WaiverStatus
from phases.stages.rows import TaskRow
from runs.models import Phase, PhaseStatus, Run, RunStatus, Task

# a phase's row without its plan, its verdict and its budgets, which are read where they are needed
PHASE_COLUMNS = ("id", "run_id", "name", "position", "status", "stage", "attempt", "started_at", "state")
_ARTIFACT_COLUMNS = ("id", "type", "name", "hash", "media_type", "location", "phase", "attempt", "position")
_NEEDS_A_STEP = """SELECT p.id FROM phases p JOIN runs r ON r.id = p.run_id
 WHERE p.status = 'running' AND r.status = 'running' AND p.updated_at < %s
 AND (SELECT count(*) FROM tasks t WHERE t.phase_id = p.id AND NOT t.status = ANY(%s)) < coalesce((p.state->>'wake_below')::int, 1)
 ORDER BY p.updated_at LIMIT %s"""
_PEEK = """SELECT p.run_id, p.status, p.stage, p.attempt, r.status,
 (SELECT count(*) FROM tasks t WHERE t.phase_id = p.id AND NOT t.status = ANY(%s)) < coalesce((p.state->>'wake_below')::int, 1)
 FROM phases p JOIN runs r ON r.id = p.run_id WHERE p.id = %s"""


def phases_of(run_id: Any) -> dict[str, Phase]:
    """Return the phases of a run by name, in order, without their plans."""
    return {phase.name: phase for phase in Phase.objects.filter(run_id=run_id).only(*PHASE_COLUMNS).order_by("position")}


def plans_and_idea(phase_ids: Collection[Any]) -> dict[Any, tuple[Any, Any, Any, Any]]:
    """Return phase id → (plan, plan hash, usage, the run's idea)."""
    rows = Phase.objects.filter(pk__in=phase_ids).values_list("pk", "plan", "plan_hash", "usage", "run__idea")
    return {row[0]: row[1:] for row in rows}


def tasks_of(phase_id: Any) -> list[TaskRow]:
    """Return all tasks of a phase, every attempt, in plan order."""
    columns = ("id", "target", "status", "shard", "position", "result", "stage", "attempt", "type", "error")
    rows = Task.objects.filter(phase_id=phase_id).order_by("attempt", "shard", "position", "stage", "target").values_list(*columns)
    return [TaskRow(**{**dict(zip(columns, row, strict=True)), "id": str(row[0])}) for row in rows]


def artifacts_of(run_id: Any, phases: Iterable[str], types: Collection[str] | None = None) -> list[StoredArtifact]:
    """Return every artifact of these phases, of these types if given; `inputs.accepted` says which count."""
    chosen = Artifact.objects.filter(run_id=run_id, phase__in=list(phases))
    if types is not None:
        chosen = chosen.filter(type__in=list(types))
    rows = chosen.values_list(*_ARTIFACT_COLUMNS, KeyTextTransform("source", "provenance"), "task__target", "task__stage", "task__shard",
                              "task__position")
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
    with connection.cursor() as cursor:
        cursor.execute(_PEEK, [list(ENDED), phase_id])
        return cursor.fetchone()


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


def _stored(row: tuple[Any, ...]) -> StoredArtifact:
    (pk, type, name, hash, media_type, location, phase, attempt, position, producer, target, stage, shard, task_position) = row
    return StoredArtifact(id=str(pk), type=type, name=name, hash=hash, media_type=media_type, location=location, phase=phase, attempt=attempt,
                          position=position, producer=producer or target or "", target=target or "", stage=stage or "dispatch", shard=shard or 0,
                          task_position=task_position or 0)
