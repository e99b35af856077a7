"""The claim: how a worker takes the best ready task, and who may write about it afterwards.

Best is: smallest priority number, then the run with the fewest running tasks, then the oldest. The row and its run
are locked together with SKIP LOCKED, so a claim waits for nobody and cannot deadlock; when that finds nothing though
rows are ready (their runs being busy), one is taken in lock order instead, run first.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from ideamine.lib.clock import now as wall_clock
from runs.contracts import TaskSpec
from runs.engine import settings
from runs.models import Run
from runs.transitions import RUN_COLUMNS, Step, step

# `from_db` wants the columns in the order of the model's fields
_RUN = tuple(field.attname for field in Run._meta.concrete_fields if field.attname in RUN_COLUMNS)
_BEST = f"""SELECT t.id, {", ".join("r." + column for column in _RUN)}
 FROM tasks t JOIN runs r ON r.id = t.run_id
 WHERE t.status = 'ready' AND t.queue = ANY(%s) AND r.status = 'running'
 ORDER BY t.priority, r.running_tasks, t.created_at LIMIT 1 FOR NO KEY UPDATE OF r, t SKIP LOCKED"""
_CANDIDATE = """SELECT t.id, t.run_id FROM tasks t JOIN runs r ON r.id = t.run_id
 WHERE t.status = 'ready' AND t.queue = ANY(%s) AND r.status = 'running' ORDER BY t.priority, r.running_tasks, t.created_at LIMIT 1"""
_TAKE = """UPDATE tasks t SET status = 'running', fence = t.fence + 1, lease_owner = %s,
 lease_expires_at = clock_timestamp() + make_interval(secs => %s), started_at = %s, progress_at = %s
 FROM phases p WHERE t.id = %s AND t.status = 'ready' AND p.id = t.phase_id
 RETURNING t.id, t.type, t.target, t.input, t.budget, t.retries, t.idempotence_key, t.fence, t.attempt, t.stage, t.executor, t.crash_count,
 t.position, p.name_column, p.id, (SELECT jsonb_build_object('token', c.token, 'data', c.data) FROM checkpoints c WHERE c.task_id = t.id)
""".replace("p.name_column", "p.phase_id")


@dataclass(kw_only=True)
class Claim:
    """A task in the hands of this process. `cancelled` is set when it must stop; `lost` when its lease is gone."""

    spec: TaskSpec
    run_id: str
    phase_row: str
    attempt: int
    stage: str
    position: int
    executor: str
    fence: int
    crash_count: int
    checkpoint: dict[str, Any] | None
    cancelled: threading.Event
    lost: bool = False
    saved_checkpoint: bool = False
    reserved: bool = False


def claim(queues: Sequence[str], owner: str) -> Claim | None:
    """Take the best ready task of these queues for `owner`; None when there is none."""
    taken = _claim_skipping(queues, owner)
    if taken is not None:
        return taken
    for _ in range(3):
        with connection.cursor() as cursor:
            cursor.execute(_CANDIDATE, [list(queues)])
            row = cursor.fetchone()
        if row is None:
            return None
        with step(row[1]) as current:
            taken = _take(current, row[0], owner) if current.run.status == "running" else None
        if taken is not None:
            return taken
    return None


def _claim_skipping(queues: Sequence[str], owner: str) -> Claim | None:
    with transaction.atomic():
        current_and_task = lock_best(queues)
        if current_and_task is None:
            return None
        current, task = current_and_task
        taken = _take(current, task, owner)
        current.flush()
        return taken


def lock_best(queues: Sequence[str]) -> tuple[Step, Any] | None:
    """Lock the best ready row and its run without waiting, inside the present transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_BEST, [list(queues)])
        row = cursor.fetchone()
    if row is None:
        return None
    values = [_parsed(value) if column in ("budgets", "usage") else value for column, value in zip(_RUN, row[1:], strict=True)]
    run = Run.from_db("default", _RUN, values)
    return Step(run, wall_clock()), row[0]


def _parsed(value: Any) -> Any:
    # plain cursors hand JSONB over as text
    return json.loads(value) if isinstance(value, str) else value


def _take(current: Step, task: Any, owner: str) -> Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [owner, settings.lease_seconds(), current.now, current.now, task])
        row = cursor.fetchone()
    if row is None:
        return None
    claimed = _claim_from(row, str(current.run.pk))
    current.change_run(running_tasks=current.run.running_tasks + 1)
    current.emit("task.started", phase=claimed.spec.phase, task_id=claimed.spec.id, target=claimed.spec.target, stage=claimed.stage,
                 attempt=claimed.attempt, retries=claimed.spec.retries, fence=claimed.fence, worker=owner, resumed=claimed.checkpoint is not None)
    return claimed


def _claim_from(row: Sequence[Any], run_id: str) -> Claim:
    (pk, kind, target, input_, budget, retries, key, fence, attempt, stage, executor, crashes, position, phase, phase_row, checkpoint) = row
    spec = TaskSpec(id=str(pk), phase=phase, type=kind, target=target, input=_parsed(input_), budget=_parsed(budget), retries=retries,
                    idempotence_key=key)
    return Claim(spec=spec, run_id=run_id, phase_row=str(phase_row), attempt=attempt, stage=stage, position=position, executor=executor, fence=fence,
                 crash_count=crashes, checkpoint=_parsed(checkpoint), cancelled=threading.Event())
