"""The table `artifacts`: what the work made; immutable, its content stored under its hash."""

from __future__ import annotations

from django.db import models
from django.db.models.fields.json import KeyTextTransform

from ideamine.lib.columns import created, uuid_key
from runs.models import Run, Task


class Artifact(models.Model):
    id = uuid_key()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="artifacts")
    phase = models.CharField(max_length=50, db_column="phase_id")
    attempt = models.IntegerField(default=1, db_default=1)
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, db_index=False, related_name="artifacts")
    type = models.CharField(max_length=50)
    schema_id = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, default="application/json", db_default="application/json")
    size = models.BigIntegerField()
    hash = models.CharField(max_length=64, null=True)
    location = models.CharField(max_length=300)
    provenance = models.JSONField(null=True)
    position = models.IntegerField(default=0, db_default=0)
    created_at = created()

    class Meta:
        db_table = "artifacts"
        indexes = [
            models.Index(KeyTextTransform("source", "provenance"), name="idx_artifacts_prov_source"),
            # what a phase of a run made, newest of a type
            models.Index(fields=["run", "phase", "type"], name="idx_artifacts_run_phase_type"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.name}"
