"""A person gives a dead task new lives."""

from __future__ import annotations

import uuid

from runs.engine import queue
from runs.errors import IllegalMove, TaskNotFound
from runs.models import PhaseStatus, RunStatus, Task
from runs.transitions import step


def redrive_task(task_id: str | uuid.UUID, *, by: str) -> None:
    """Make a dead task ready again. Raises TaskNotFound, and IllegalMove when it is not dead or its phase no longer runs."""
    run_id = Task.objects.filter(pk=task_id).values_list("run_id", flat=True).first()
    if run_id is None:
        raise TaskNotFound(f"there is no task {task_id}")
    with step(run_id) as current:
        task = Task.objects.select_related("phase").only("id", "target", "status", "queue", "phase__status").get(pk=task_id)
        if current.run.status not in (RunStatus.RUNNING, RunStatus.PAUSED) or task.phase.status != PhaseStatus.RUNNING:
            raise IllegalMove(
                f"task {task.target} ({task_id}): its phase is {task.phase.status} and its run {current.run.status}; nobody would do it"
            )
        if not queue.redrive(current, task, by=by):
            raise IllegalMove(f"task {task.target} ({task_id}) is {task.status}; only a dead one is redriven")
