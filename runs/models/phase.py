"""The table `phases`: one row a phase of a run, with the coordinator's place in it."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models.run import Run


class PhaseStatus(models.TextChoices):
    PENDING = "pending"
    """Waits for the phases it depends on."""
    RUNNING = "running"
    """Its coordinator is in one of the six stages."""
    COMPLETED = "completed"
    """Its gate passed."""
    FAILED = "failed"
    """Its gate failed for the last time."""
    CANCELLED = "cancelled"
    """Its run ended before it did."""


PHASE_MOVES: dict[str, frozenset[str]] = {
    PhaseStatus.PENDING: frozenset({PhaseStatus.RUNNING, PhaseStatus.CANCELLED}),
    PhaseStatus.RUNNING: frozenset({PhaseStatus.COMPLETED, PhaseStatus.FAILED, PhaseStatus.CANCELLED}),
    PhaseStatus.COMPLETED: frozenset(),
    PhaseStatus.FAILED: frozenset(),
    PhaseStatus.CANCELLED: frozenset(),
}


class Stage(models.TextChoices):
    """The six stages of a coordinator, in order."""

    PLAN = "plan"
    DISPATCH = "dispatch"
    GUARD = "guard"
    HEAL = "heal"
    CLARIFY = "clarify"
    HANDOFF = "handoff"


class Phase(models.Model):
    """A phase of a run. `state` is what the coordinator remembers between two steps; `gate` the last verdict."""

    id = uuid_key()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="phases")
    name = models.CharField(max_length=50, db_column="phase_id")
    position = models.IntegerField(default=0, db_default=0)
    status = models.CharField(max_length=20, choices=PhaseStatus.choices, default=PhaseStatus.PENDING, db_default=PhaseStatus.PENDING)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PLAN, db_default=Stage.PLAN)
    attempt = models.IntegerField(default=1, db_default=1)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    budgets = models.JSONField()
    usage = models.JSONField(null=True)
    plan = models.JSONField(null=True)
    plan_hash = models.CharField(max_length=64, null=True)
    evidence_pack_id = models.UUIDField(null=True)
    gate = models.JSONField(null=True)
    state = models.JSONField(default=dict, db_default={})
    created_at = created(null=True)
    updated_at = models.DateTimeField(null=True, db_default=TransactionNow())

    class Meta:
        db_table = "phases"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "name"], name="phases_once_a_run"),
            models.CheckConstraint(condition=models.Q(status__in=PhaseStatus.values), name="phases_status_known"),
        ]
        indexes = [
            models.Index(fields=["run"], name="idx_phases_run_id"),
            # the reconciler: phases that run
            models.Index(fields=["status"], name="idx_phases_status"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.status}, {self.stage})"
