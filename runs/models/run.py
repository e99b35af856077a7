"""The table `runs`: one row an idea on its way to a dossier."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key


class RunStatus(models.TextChoices):
    PENDING = "pending"
    """Accepted at a door, not yet planned."""
    RUNNING = "running"
    """Planned; phases start as their dependencies complete."""
    PAUSED = "paused"
    """Nothing new starts; what is in flight ends."""
    COMPLETED = "completed"
    """Every planned phase passed its gate."""
    FAILED = "failed"
    """A gate failed for good, or a budget or the plan forbade going on; `attention` says why."""
    CANCELLED = "cancelled"
    """A person ended it."""


RUN_MOVES: dict[str, frozenset[str]] = {
    RunStatus.PENDING: frozenset({RunStatus.RUNNING, RunStatus.FAILED, RunStatus.CANCELLED}),
    RunStatus.RUNNING: frozenset({RunStatus.PAUSED, RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED}),
    RunStatus.PAUSED: frozenset({RunStatus.RUNNING, RunStatus.CANCELLED, RunStatus.FAILED}),
    RunStatus.COMPLETED: frozenset(),
    RunStatus.FAILED: frozenset(),
    RunStatus.CANCELLED: frozenset(),
}
RUN_ENDED = frozenset({RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED})


class Run(models.Model):
    """A run. `event_seq`, `ledger_seq` and `ledger_head` are the heads of its event numbers and its ledger chain."""

    id = uuid_key()
    title = models.CharField(max_length=200)
    idea = models.JSONField()
    source = models.CharField(max_length=50, default="command", db_default="command")
    status = models.CharField(max_length=20, choices=RunStatus.choices, default=RunStatus.PENDING, db_default=RunStatus.PENDING)
    version = models.CharField(max_length=20, default="1.0.0", db_default="1.0.0")
    plan = models.JSONField(null=True)
    plan_hash = models.CharField(max_length=64, null=True)
    budgets = models.JSONField(default=dict, db_default={})
    usage = models.JSONField(default=dict, db_default={})
    priority = models.IntegerField(default=100, db_default=100)
    created_by = models.CharField(max_length=150, default="", db_default="")
    idempotency_key = models.CharField(max_length=200, null=True)
    request_hash = models.CharField(max_length=64, null=True)
    traceparent = models.CharField(max_length=60, null=True)
    event_seq = models.BigIntegerField(default=0, db_default=0)
    ledger_seq = models.BigIntegerField(default=0, db_default=0)
    ledger_head = models.CharField(max_length=64, default="", db_default="")
    running_tasks = models.IntegerField(default=0, db_default=0)
    # when a task of it was last handed out; null: never yet
    served_at = models.DateTimeField(null=True)
    attention = models.TextField(null=True)
    parent_run = models.ForeignKey("self", null=True, on_delete=models.PROTECT, db_index=False, related_name="children")
    created_at = created()
    updated_at = created()
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "runs"
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=RunStatus.values), name="runs_status_known"),
            # a second start with the same key by the same person finds the first
            models.UniqueConstraint(fields=["created_by", "idempotency_key"], name="runs_idempotency_key_once"),
        ]
        indexes = [
            # the list of runs, newest first
            models.Index(fields=["-created_at"], name="idx_runs_created"),
            # the reconciler and the relay: runs that are not over
            models.Index(fields=["status"], name="idx_runs_open", condition=models.Q(status__in=["pending", "running", "paused"])),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.status})"

    @property
    def ended(self) -> bool:
        return self.status in RUN_ENDED
