"""The table `evidence_packs`: what a gate judged; kept, so that it can be judged again."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models import Run


class EvidencePack(models.Model):
    id = uuid_key()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="evidence_packs")
    phase = models.CharField(max_length=50, db_column="phase_id")
    attempt = models.IntegerField(default=1, db_default=1)
    artifacts = models.JSONField()
    guard_reports = models.JSONField()
    qav_summary = models.JSONField(null=True)
    kmap_refs = models.JSONField(null=True)
    metrics = models.JSONField(null=True)
    created_at = created(null=True)

    class Meta:
        db_table = "evidence_packs"
        constraints = [models.UniqueConstraint(fields=["run", "phase", "attempt"], name="evidence_packs_once")]
        indexes = [
            models.Index(fields=["run"], name="idx_evidence_run_id"),
            models.Index(fields=["phase"], name="idx_evidence_phase"),
        ]

    def __str__(self) -> str:
        return f"{self.phase}, attempt {self.attempt}"
