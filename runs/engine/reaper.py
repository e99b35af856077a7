"""The reaper: a lease that ran out means that its worker vanished; the task goes on elsewhere from its last checkpoint."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import connection

from runs import budgets
from runs.engine import hints, settings
from runs.models import TaskStatus
from runs.transitions import Step, step

BATCH = 200
_EXPIRED = "SELECT run_id, array_agg(id) FROM (SELECT id, run_id FROM tasks WHERE status = 'running' AND lease_expires_at < clock_timestamp() \
ORDER BY lease_expires_at LIMIT %s) gone GROUP BY run_id"
_TAKE_BACK = """UPDATE tasks t SET crash_count = t.crash_count + 1, lease_owner = NULL, lease_expires_at = NULL,
 status = CASE WHEN t.crash_count + 1 >= %s THEN 'dead' ELSE 'ready' END, ready_at = %s,
 completed_at = CASE WHEN t.crash_count + 1 >= %s THEN %s::timestamptz END,
 error = 'worker_lost: ' || coalesce(t.lease_owner, 'unknown'), error_class = 'worker_lost'
 FROM phases p WHERE t.id = ANY(%s) AND p.id = t.phase_id AND t.status = 'running' AND t.lease_expires_at < clock_timestamp()
 RETURNING t.id, t.target, t.type, t.stage, t.attempt, t.status, t.crash_count, t.queue, t.error, t.fence,
 p.phase_id AS phase, p.id AS phase_row, coalesce(p.usage->'reserved' ? t.id::text, false) AS reserves"""
log = structlog.get_logger(__name__)


def reap(limit: int = BATCH) -> int:
    """Take back what vanished workers held; return how many tasks."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRED, [limit])
        found = cursor.fetchall()
    return sum(_reap_run(run_id, ids) for run_id, ids in found)


def _reap_run(run_id: str, ids: list[str]) -> int:
    with step(run_id) as current:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_BACK, [settings.crash_limit(), current.now, settings.crash_limit(), current.now, ids])
            names = [column.name for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for row in rows:
            _tell(current, row)
        if rows:
            current.change_run(running_tasks=max(0, current.run.running_tasks - len(rows)))
        return len(rows)


def _tell(current: Step, row: dict[str, Any]) -> None:
    phase, task, dead = row["phase"], str(row["id"]), row["status"] == TaskStatus.DEAD
    log.warning("worker lost", task_id=task, target=row["target"], crashes=row["crash_count"], status=row["status"])
    _charge(current, phase, task, row)
    data = {
        "task_id": task,
        "phase_id": str(row["phase_row"]),
        "target": row["target"],
        "stage": row["stage"],
        "attempt": row["attempt"],
        "type": row["type"],
    }
    if dead:
        current.emit(
            "task.dead_lettered",
            phase=phase,
            **data,
            status=row["status"],
            error=row["error"],
            error_class="worker_lost",
            crash_count=row["crash_count"],
        )
    else:
        current.emit(
            "task.retry",
            phase=phase,
            task_id=task,
            target=row["target"],
            reason="worker_lost",
            attempt=row["crash_count"],
            strategy="reap",
            delay_s=0,
        )
        hints.send_all(current, [row["queue"]])
    current.record(
        "task",
        phase=phase,
        provenance={"source": row["target"], "kind": row["type"], "fence": row["fence"]},
        data={**data, "status": "dead" if dead else "worker_lost", "crashes": row["crash_count"], "error": row["error"]},
    )


def _charge(current: Step, phase: str, task: str, row: dict[str, Any]) -> None:
    if not row["reserves"]:
        return
    charged = budgets.settle_task(current, str(row["phase_row"]), task, {})
    if charged:
        current.record(
            "cost",
            phase=phase,
            data={"task_id": task, "charged": charged, "note": "reserved by a vanished worker"},
            provenance={"source": "engine.reaper"},
        )
