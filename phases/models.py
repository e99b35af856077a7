"""The table `waivers`: a rubric lifted for one phase of one run, by a named owner, until a time."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models import Run


class WaiverStatus(models.TextChoices):
    ACTIVE = "active"
    """Lifts its rubric until it expires."""
    REVOKED = "revoked"
    """Taken back by a person."""


class Waiver(models.Model):
    """A waiver. `violation_type` is the rubric's name; whether it still counts is `status` and `expires_at` together."""

    id = uuid_key()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="waivers")
    phase = models.CharField(max_length=50)
    violation_type = models.CharField(max_length=100)
    owner = models.CharField(max_length=100)
    expires_at = models.DateTimeField()
    compensating_control = models.TextField(null=True)
    status = models.CharField(max_length=20, null=True, choices=WaiverStatus.choices, default=WaiverStatus.ACTIVE, db_default=WaiverStatus.ACTIVE)
    granted_by = models.CharField(max_length=150, default="", db_default="")
    created_at = created(null=True)

    class Meta:
        db_table = "waivers"
        constraints = [models.CheckConstraint(condition=models.Q(status__in=WaiverStatus.values), name="waivers_status_known")]
        indexes = [
            models.Index(fields=["run"], name="idx_waivers_run"),
            models.Index(fields=["phase"], name="idx_waivers_phase"),
            models.Index(fields=["expires_at"], name="idx_waivers_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.violation_type} in {self.phase} until {self.expires_at:%Y-%m-%d}"
