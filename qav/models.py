"""The table `assumptions`: what a draft claims and nothing supports."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models import Run


class AssumptionStatus(models.TextChoices):
    ACTIVE = "active"
    """Nothing supports it; the run goes on with it."""
    SUPERSEDED = "superseded"
    """A later attempt of its phase no longer makes it."""
    VALIDATED = "validated"
    """A source was found."""
    REFUTED = "refuted"
    """A source speaks against it."""


class Assumption(models.Model):
    """An unsupported claim. `artifact_type` and `pointer` say where it stands."""

    id = uuid_key()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="assumptions")
    phase = models.CharField(max_length=50, db_column="phase_id")
    attempt = models.IntegerField(default=1, db_default=1)
    assumption = models.TextField()
    rationale = models.TextField(null=True)
    artifact_type = models.CharField(max_length=50, default="", db_default="")
    pointer = models.TextField(default="", db_default="")
    mitigation_task_id = models.UUIDField(null=True)
    status = models.CharField(
        max_length=20, null=True, choices=AssumptionStatus.choices, default=AssumptionStatus.ACTIVE, db_default=AssumptionStatus.ACTIVE
    )
    created_at = created(null=True)
    validated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "assumptions"
        constraints = [models.CheckConstraint(condition=models.Q(status__in=AssumptionStatus.values), name="assumptions_status_known")]
        indexes = [
            models.Index(fields=["run"], name="idx_assumptions_run_id"),
            models.Index(fields=["phase"], name="idx_assumptions_phase"),
            models.Index(fields=["status"], name="idx_assumptions_status"),
        ]

    def __str__(self) -> str:
        return self.assumption
