"""The queue: rows of `tasks`. Putting work in, letting it go, taking it out again; the claim is in `claims`.

Called by the coordinator inside its step. Acknowledgement, dead letters, priorities and persistence are properties
of rows here, so that a flushed Redis loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from ideamine.lib.canonical import digest_from_json
from ideamine.lib.jsontext import jsonb
from ideamine.lib.prepared import Prepared
from runs.contracts import task_id
from runs.engine import hints
from runs.engine.retries import MAX_ATTEMPTS
from runs.models import Phase, Task, TaskStatus
from runs.transitions import Step, send

_INSERT = Prepared(
    name="enqueue_tasks",
    types=(
        *("uuid[]", "uuid[]", "uuid[]", "text[]", "text[]", "text[]", "text[]", "text[]", "integer[]", "integer[]", "integer[]"),
        *("text[]", "text[]", "integer[]", "text[]", "text[]", "timestamptz[]", "timestamptz[]", "integer[]"),
    ),
    statement="""INSERT INTO tasks (id, phase_id, run_id, type, target, input, status, stage, attempt, shard, position, queue, executor,
 priority, idempotence_key, budget, ready_at, created_at, max_attempts)
 SELECT id, phase, run, type, target, input::jsonb, status, stage, attempt, shard, position, queue, executor,
 priority, key, budget::jsonb, ready, created, attempts
 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
 AS t(id, phase, run, type, target, input, status, stage, attempt, shard, position, queue, executor, priority, key, budget, ready, created, attempts)
 ON CONFLICT DO NOTHING""",
)
OPEN = (TaskStatus.PENDING, TaskStatus.READY, TaskStatus.RUNNING, TaskStatus.PARKED)


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A task to be put in. `shard` tells equal targets apart; `position` is its place in the plan; `budget` has `ms`."""

    target: str
    type: str
    input: Mapping[str, Any]
    stage: str = "dispatch"
    shard: int = 0
    position: int = 0
    queue: str = "agent"
    executor: str = "sandbox"
    budget: Mapping[str, int] = field(default_factory=lambda: {"ms": 600_000})
    ready: bool = True
    version: str = "1.0.0"
    max_attempts: int = MAX_ATTEMPTS


def enqueue(step: Step, phase: Phase, tasks: Sequence[NewTask]) -> list[str]:
    """Have tasks of the phase's present attempt inserted and return their ids, in order; ids that exist already stay as they are."""
    ids = []
    for task in tasks:
        status = TaskStatus.READY if task.ready else TaskStatus.PENDING
        identity = task_id(str(step.run.pk), phase.name, phase.attempt, task.target, task.shard, task.stage)
        key = digest_from_json(
            {"phase": phase.name, "stage": task.stage, "target": task.target, "shard": task.shard, "input": task.input, "version": task.version}
        )
        ids.append(identity)
        row = (
            identity,
            phase.pk,
            step.run.pk,
            task.type,
            task.target,
            jsonb(task.input),
            status,
            task.stage,
            phase.attempt,
            task.shard,
            task.position,
            task.queue,
            task.executor,
            step.run.priority,
            key,
            jsonb(task.budget),
            step.now if task.ready else None,
            step.now,
            task.max_attempts,
        )
        step.insert(_INSERT, row)
    hints.send_all(step, [task.queue for task in tasks if task.ready])
    return ids


def promote(step: Step, task_ids: Sequence[str]) -> int:
    """Make pending tasks ready and return how many were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tasks SET status = 'ready', ready_at = %s WHERE id = ANY(%s::uuid[]) AND status = 'pending' RETURNING queue",
            [step.now, list(map(str, task_ids))],
        )
        queues = [row[0] for row in cursor.fetchall()]
    hints.send_all(step, queues)
    return len(queues)


def cancel_open(step: Step, phase: Phase | None = None, *, reason: str = "") -> int:
    """Cancel the open tasks of a phase, or of the whole run; return how many. Running ones are stopped by their worker's next renewal."""
    send([step])
    chosen = Task.objects.filter(run_id=step.run.pk, status__in=OPEN)
    if phase is not None:
        chosen = chosen.filter(phase_id=phase.pk)
    names = dict(Phase.objects.filter(run_id=step.run.pk).values_list("pk", "name"))
    found = list(chosen.order_by("pk").select_for_update(no_key=True).values_list("pk", "phase_id", "target", "stage", "attempt", "status", "type"))
    running = sum(1 for row in found if row[5] == TaskStatus.RUNNING)
    Task.objects.filter(pk__in=[row[0] for row in found]).update(
        status=TaskStatus.CANCELLED, completed_at=step.now, error=reason or None, lease_owner=None, lease_expires_at=None
    )
    for pk, phase_id, target, stage, attempt, _status, kind in found:
        step.emit(
            "task.complete",
            phase=names[phase_id],
            task_id=str(pk),
            phase_id=str(phase_id),
            target=target,
            stage=stage,
            attempt=attempt,
            type=kind,
            status=str(TaskStatus.CANCELLED),
        )
        step.record(
            "task",
            phase=names[phase_id],
            data={"task_id": str(pk), "target": target, "status": "cancelled", "reason": reason},
            provenance={"source": "engine.queue"},
        )
    if running:
        step.change_run(running_tasks=max(0, step.run.running_tasks - running))
    return len(found)


def redrive(step: Step, task: Task, *, by: str = "") -> bool:
    """Give a dead task three new lives; tell whether it was dead. `by` names the person who asked for it."""
    changed = Task.objects.filter(pk=task.pk, status=TaskStatus.DEAD).update(
        status=TaskStatus.READY, crash_count=0, retries=0, error=None, error_class=None, completed_at=None, ready_at=step.now
    )
    if changed:
        step.record(
            "decision",
            data={"decision": "redrive", "task_id": str(task.pk), "target": task.target},
            provenance={"source": "person", "by": by} if by else {"source": "engine.queue"},
        )
        hints.send_all(step, [task.queue])
    return bool(changed)
