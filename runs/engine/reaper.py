"""The reaper: a lease that ran out means that its worker vanished; the task goes on elsewhere from its last checkpoint."""

from __future__ import annotations

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
 RETURNING t.id, t.target, t.type, t.stage, t.attempt, t.status, t.crash_count, t.queue, p.phase_id, p.id, t.error, t.fence, p.usage"""
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
            rows = cursor.fetchall()
        for row in rows:
            _tell(current, *row)
        if rows:
            current.change_run(running_tasks=max(0, current.run.running_tasks - len(rows)))
        return len(rows)


def _tell(current: Step, pk, target, kind, stage, attempt, status, crashes, queue, phase, phase_row, error, fence, usage) -> None:  # noqa: ANN001
    log.warning("worker lost", task_id=str(pk), target=target, crashes=crashes, status=status)
    charged = budgets.settle_task(current, phase_row, str(pk), {}) if usage and str(pk) in str(usage) else {}
    if charged:
        current.record("cost", phase=phase, data={"task_id": str(pk), "charged": charged, "note": "reserved by a vanished worker"},
                       provenance={"source": "engine.reaper"})
    data = {"task_id": str(pk), "phase_id": str(phase_row), "target": target, "stage": stage, "attempt": attempt, "type": kind}
    if status == TaskStatus.DEAD:
        current.emit("task.dead_lettered", phase=phase, **data, status=status, error=error, error_class="worker_lost", crashes=crashes)
    else:
        current.emit("task.retry", phase=phase, task_id=str(pk), target=target, reason="worker_lost", attempt=crashes, strategy="reap", delay_s=0)
        current.after_commit(lambda: hints.send(queue))
    current.record("task", phase=phase, data={**data, "status": "worker_lost" if status != TaskStatus.DEAD else "dead", "crashes": crashes, "error": error},
                   provenance={"source": target, "kind": kind, "fence": fence})
