"""The table `release_dossiers`: the finished account of a run; one a run."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models import Run


class ReleaseDossier(models.Model):
    id = uuid_key()
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="dossier")
    version = models.CharField(max_length=20)
    content = models.JSONField()
    content_digest = models.CharField(max_length=64)
    created_at = created(null=True)

    class Meta:
        db_table = "release_dossiers"
        indexes = [models.Index(fields=["run"], name="idx_dossiers_run")]

    def __str__(self) -> str:
        return f"dossier {self.version} of {self.run_id}"
