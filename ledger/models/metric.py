"""The table `phase_metrics`: what a phase took and how its gate went."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models import Run


class PhaseMetric(models.Model):
    id = uuid_key()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="phase_metrics")
    phase = models.CharField(max_length=50)
    data = models.JSONField()
    created_at = created(null=True)

    class Meta:
        db_table = "phase_metrics"
        indexes = [
            models.Index(fields=["run"], name="idx_phase_metrics_run"),
            models.Index(fields=["phase"], name="idx_phase_metrics_phase"),
            models.Index(fields=["created_at"], name="idx_phase_metrics_created"),
        ]

    def __str__(self) -> str:
        return self.phase
