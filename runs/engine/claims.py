"""The claim: how a worker takes the best ready tasks, and who may write about them afterwards.

Best is the run with the smallest priority number, then the one with the smallest share, then one that was never served, then the one that
was served longest ago, and of it the oldest task; several at once are those that as many claims one after the other would take. A share is
counted in fours of running tasks, and a four that was begun is filled first: were each run given one task in turn, all waves would end
together, and half the slots would wait for their last tasks.
Row and run are locked together with SKIP LOCKED, so a claim waits for nobody and cannot deadlock; when that finds nothing though
rows are ready (their runs being busy), a run is waited for in lock order instead. A backlog costs nothing: only the first ready
tasks of as many runs as may be busy are looked at, each lock is one probe by primary key, and the search ends with the last one needed.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from ideamine.lib.clock import now as wall_clock
from ideamine.lib.prepared import Prepared
from runs.contracts import TaskSpec
from runs.engine import settings
from runs.transitions import RUN_COLUMNS, Step, fetch_after, flush_all, run_from, step

# runs that are looked at beyond those that are needed, for they may be locked
SPARE = 12
# a run's share is counted in so many tasks
SHARE = 4
# What the present transaction changed of the runs that it has locked is written at its end: until then their rows count tasks that ended.
_SEEN = """(SELECT r.id, r.status, r.priority, coalesce(own.running, r.running_tasks) AS running_tasks, r.served_at, r.created_at
   FROM runs r LEFT JOIN unnest($6, $7) AS own(id, running) ON own.id = r.id) seen"""
# Running runs in the order in which they are served, each with its first ready tasks by one index probe, until there are enough; no lock
# yet. A task has its run's priority, so what comes first is known from the runs alone, and the others are never probed.
# `nth`: had it been taken alone, the run's next task would see one more running and a run that was just served.
_FIRSTS = f"""SELECT r.id AS run, t.id AS task, t.nth, r.priority, r.running_tasks, r.begun, r.served_at, r.created_at
 FROM (SELECT o.* FROM (SELECT id, priority, running_tasks, served_at, created_at, running_tasks BETWEEN 1 AND {SHARE - 1} AS begun FROM {{seen}}
   WHERE status = 'running' ORDER BY priority, begun DESC, running_tasks / {SHARE}, served_at NULLS FIRST, created_at) o
  CROSS JOIN LATERAL (SELECT FROM tasks WHERE run_id = o.id AND status = 'ready' AND queue = ANY($1) LIMIT 1) has LIMIT {{runs}}) r
 CROSS JOIN LATERAL (SELECT id, row_number() OVER () - 1 AS nth FROM (SELECT id FROM tasks
  WHERE run_id = r.id AND status = 'ready' AND queue = ANY($1) ORDER BY priority, created_at, position LIMIT {{tasks}}) firsts) t
 ORDER BY r.priority, r.begun AND r.running_tasks + t.nth < {SHARE} DESC, (r.running_tasks + t.nth) / {SHARE},
  (r.running_tasks + t.nth) / {SHARE} > r.running_tasks / {SHARE}, r.served_at NULLS FIRST, r.created_at, r.id, t.nth"""
# `|| ''`: or PostgreSQL walks the index of all open runs for each
_BEST = f"""firsts AS MATERIALIZED ({_FIRSTS.format(seen=_SEEN, runs=f"$5 + {SPARE}", tasks="$5")}),
best AS (SELECT t.id AS task, {", ".join("r." + column for column in RUN_COLUMNS)} FROM firsts f
 CROSS JOIN LATERAL (SELECT * FROM runs WHERE id = f.run AND status || '' = 'running' FOR NO KEY UPDATE SKIP LOCKED) r
 CROSS JOIN LATERAL (SELECT id FROM tasks WHERE id = f.task AND run_id = r.id AND status = 'ready' FOR NO KEY UPDATE SKIP LOCKED) t LIMIT $5)"""
_TAKE = """UPDATE tasks t SET status = 'running', fence = t.fence + 1, lease_owner = $2,
 lease_expires_at = clock_timestamp() + make_interval(secs => $3), started_at = $4, progress_at = $4"""
_TAKEN = """t.id, t.type, t.target, t.input, t.budget, t.retries, t.idempotence_key, t.fence, t.attempt, t.stage, t.executor,
 t.crash_count, t.position, t.max_attempts, t.queue, p.phase_id, p.id AS phase_row,
 (SELECT jsonb_build_object('token', c.token, 'data', c.data) FROM checkpoints c WHERE c.task_id = t.id) AS checkpoint"""
_TYPES = ("text[]", "text", "double precision", "timestamptz", "integer")
_CANDIDATE = Prepared(name="claim_candidate", types=_TYPES[:1], statement=f"SELECT run FROM ({_FIRSTS.format(seen='runs', runs=1, tasks=1)}) firsts")
_TAKE_BEST = Prepared(
    name="claim_best",
    types=(*_TYPES, "uuid[]", "integer[]"),
    # one row at least: how many were seen, so that who got fewer than he wants knows whether the others are only locked
    statement=f"""WITH {_BEST}, taken AS ({_TAKE}
 FROM best, phases p WHERE t.id = best.task AND p.id = t.phase_id
 RETURNING {_TAKEN}, {", ".join(f"best.{column} AS run_{column}" for column in RUN_COLUMNS)})
 SELECT (SELECT count(*) FROM firsts), taken.* FROM (VALUES (1)) AS always LEFT JOIN taken ON true""",
)
_TAKE_FIRST = Prepared(
    name="claim_first",
    types=(*_TYPES, "uuid"),
    statement=f"""{_TAKE} FROM phases p WHERE p.id = t.phase_id AND t.id IN (
 SELECT id FROM tasks WHERE run_id = $6 AND status = 'ready' AND queue = ANY($1) ORDER BY priority, created_at, position LIMIT $5)
 RETURNING {_TAKEN}""",
)
TAKEN_COLUMNS = 18


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
    queue: str
    fence: int
    crash_count: int
    max_attempts: int
    checkpoint: dict[str, Any] | None
    cancelled: threading.Event
    lost: bool = False
    saved_checkpoint: bool = False
    reserved: bool = False
    finishing: bool = False
    ended: bool = False


def claim(queues: Sequence[str], owner: str) -> Claim | None:
    """Take the best ready task of these queues for `owner`; None when there is none."""
    steps: dict[str, Step] = {}
    with transaction.atomic():
        taken, more = take_best(queues, owner, 1, steps=steps, now=wall_clock())
        flush_all(list(steps.values()))
    if more:
        taken = claim_waiting(queues, owner, 1)
    return next(iter(taken), None)


def claim_waiting(queues: Sequence[str], owner: str, count: int) -> list[Claim]:
    """Take up to `count` tasks of the run that comes first, waiting for it when it is busy; none when no task is ready."""
    for _ in range(3):
        row = _CANDIDATE.fetch_one([list(queues)])
        if row is None:
            return []
        with step(row[0]) as current:
            taken = _take_first(current, queues, owner, count) if current.run.status == "running" else []
        if taken:
            return taken
    return []


def take_best(queues: Sequence[str], owner: str, count: int, *, steps: dict[str, Step], now: datetime) -> tuple[list[Claim], bool]:
    """Take up to `count` of the best ready tasks inside the present transaction, waiting for nobody.

    With them comes whether there were fewer only because runs with ready tasks are locked elsewhere.
    `steps` are those of the runs that this transaction has locked already, by the run's id: a task of one of them joins its step.
    Those of other runs are added, not yet flushed. What steps wrote so far is sent with the claim, so that it sees the tasks that they made.
    """
    if count < 1:
        return [], False
    running = [current.run.running_tasks for current in steps.values()]
    rows = fetch_after(steps.values(), _TAKE_BEST, [list(queues), owner, settings.lease_seconds(), now, count, list(steps), running])
    taken = []
    for _, *row in rows if rows[0][1] is not None else ():
        run = run_from(row[TAKEN_COLUMNS:])
        current = steps.setdefault(str(run.pk), Step(run, now))
        taken.append(_tell(current, _claim_from(row[:TAKEN_COLUMNS], str(run.pk)), owner))
    return taken, len(taken) < min(count, rows[0][0])


def _parsed(value: Any) -> Any:
    # plain cursors hand JSONB over as text
    return json.loads(value) if isinstance(value, str) else value


def _take_first(current: Step, queues: Sequence[str], owner: str, count: int) -> list[Claim]:
    rows = _TAKE_FIRST.fetch_all([list(queues), owner, settings.lease_seconds(), current.now, count, current.run.pk])
    return [_tell(current, _claim_from(row, str(current.run.pk)), owner) for row in rows]


def _tell(current: Step, claimed: Claim, owner: str) -> Claim:
    current.change_run(running_tasks=current.run.running_tasks + 1, served_at=current.now)
    if current.ready[claimed.queue]:
        current.ready[claimed.queue] -= 1
    current.emit(
        "task.started",
        phase=claimed.spec.phase,
        task_id=claimed.spec.id,
        target=claimed.spec.target,
        stage=claimed.stage,
        attempt=claimed.attempt,
        retries=claimed.spec.retries,
        fence=claimed.fence,
        worker=owner,
        resumed=claimed.checkpoint is not None,
    )
    return claimed


def _claim_from(row: Sequence[Any], run_id: str) -> Claim:
    (
        pk,
        kind,
        target,
        input_,
        budget,
        retries,
        key,
        fence,
        attempt,
        stage,
        executor,
        crashes,
        position,
        max_attempts,
        queue,
        phase,
        phase_row,
        checkpoint,
    ) = row
    spec = TaskSpec(
        id=str(pk), phase=phase, type=kind, target=target, input=_parsed(input_), budget=_parsed(budget), retries=retries, idempotence_key=key
    )
    return Claim(
        spec=spec,
        run_id=run_id,
        phase_row=str(phase_row),
        attempt=attempt,
        stage=stage,
        position=position,
        executor=executor,
        fence=fence,
        crash_count=crashes,
        max_attempts=max_attempts,
        queue=queue,
        checkpoint=_parsed(checkpoint),
        cancelled=threading.Event(),
    )
