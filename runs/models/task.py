"""The table `tasks`: the queue itself. A row is claimed, leased, fenced and finished here; Celery only says that there is work."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models.phase import Phase
from runs.models.run import Run


class TaskType(models.TextChoices):
    AGENT = "agent"
    TOOL = "tool"


class TaskStatus(models.TextChoices):
    PENDING = "pending"
    """Planned; its turn in the fan-out has not come."""
    READY = "ready"
    """Waits for a worker."""
    RUNNING = "running"
    """A worker holds its lease."""
    PARKED = "parked"
    """Waits for a timer, a breaker or the end of a pause; uses no attempt."""
    SUCCEEDED = "succeeded"
    """One result was accepted."""
    FAILED = "failed"
    """Its error cannot be cured by trying again."""
    DEAD = "dead"
    """It used up its attempts or killed three workers; redrive starts it anew."""
    CANCELLED = "cancelled"
    """Its run or phase ended before it did."""


TASK_MOVES: dict[str, frozenset[str]] = {
    TaskStatus.PENDING: frozenset({TaskStatus.READY, TaskStatus.CANCELLED}),
    TaskStatus.READY: frozenset({TaskStatus.RUNNING, TaskStatus.PARKED, TaskStatus.CANCELLED}),
    TaskStatus.RUNNING: frozenset(
        {TaskStatus.READY, TaskStatus.PARKED, TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.DEAD, TaskStatus.CANCELLED}
    ),
    TaskStatus.PARKED: frozenset({TaskStatus.READY, TaskStatus.CANCELLED}),
    TaskStatus.DEAD: frozenset({TaskStatus.READY}),
    TaskStatus.SUCCEEDED: frozenset(),
    TaskStatus.FAILED: frozenset(),
    TaskStatus.CANCELLED: frozenset(),
}
TASK_ENDED = frozenset({TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.DEAD, TaskStatus.CANCELLED})


class Task(models.Model):
    """A unit of work. `fence` grows with every claim; a write that carries an older one changes no row.

    `attempt` is the gate attempt of its phase, `retries` how often this task was tried again after an error,
    `crash_count` how often the worker that held it vanished.
    """

    id = uuid_key()
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, db_index=False, related_name="tasks")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="tasks")
    type = models.CharField(max_length=10, choices=TaskType.choices)
    target = models.CharField(max_length=100)
    input = models.JSONField()
    status = models.CharField(max_length=20, choices=TaskStatus.choices, default=TaskStatus.PENDING, db_default=TaskStatus.PENDING)
    retries = models.IntegerField(null=True, default=0, db_default=0)
    result = models.JSONField(null=True)
    error = models.TextField(null=True)
    cost = models.JSONField(null=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    created_at = created(null=True)

    stage = models.CharField(max_length=10, default="dispatch", db_default="dispatch")
    attempt = models.IntegerField(default=1, db_default=1)
    shard = models.IntegerField(default=0, db_default=0)
    position = models.IntegerField(default=0, db_default=0)
    queue = models.CharField(max_length=20, default="agent", db_default="agent")
    executor = models.CharField(max_length=20, default="sandbox", db_default="sandbox")
    priority = models.IntegerField(default=100, db_default=100)
    idempotence_key = models.CharField(max_length=64)
    budget = models.JSONField(default=dict, db_default={})
    fence = models.BigIntegerField(default=0, db_default=0)
    lease_owner = models.CharField(max_length=100, null=True)
    lease_expires_at = models.DateTimeField(null=True)
    crash_count = models.IntegerField(default=0, db_default=0)
    error_class = models.CharField(max_length=20, null=True)
    progress = models.FloatField(default=0, db_default=0)
    progress_at = models.DateTimeField(null=True)
    max_attempts = models.IntegerField(default=5, db_default=5)
    parked_reason = models.CharField(max_length=200, null=True)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tasks"
        constraints = [
            models.CheckConstraint(condition=models.Q(type__in=TaskType.values), name="tasks_type_check"),
            models.CheckConstraint(condition=models.Q(status__in=TaskStatus.values), name="tasks_status_known"),
            # the same work is one task in one run and gate attempt
            models.UniqueConstraint(fields=["run", "attempt", "idempotence_key"], name="tasks_idempotence_key_once"),
        ]
        indexes = [
            models.Index(fields=["phase"], name="idx_tasks_phase"),
            models.Index(fields=["status"], name="idx_tasks_status"),
            models.Index(fields=["type"], name="idx_tasks_type"),
            # the claim: the first ready row of a run
            models.Index(fields=["run", "priority", "created_at"], name="idx_tasks_ready", condition=models.Q(status="ready")),
            # the reaper: leases that ran out
            models.Index(fields=["lease_expires_at"], name="idx_tasks_leases", condition=models.Q(status="running")),
        ]

    def __str__(self) -> str:
        return f"{self.target} ({self.status})"
