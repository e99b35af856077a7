"""The table `checkpoints`: how far a task had come; at most one a task, handed to its next attempt."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models.task import Task


class Checkpoint(models.Model):
    id = uuid_key()
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="checkpoint")
    token = models.CharField(max_length=100)
    data = models.JSONField()
    fence = models.BigIntegerField(default=0, db_default=0)
    created_at = created(null=True)

    class Meta:
        db_table = "checkpoints"
        indexes = [models.Index(fields=["task"], name="idx_checkpoints_task")]

    def __str__(self) -> str:
        return f"{self.task_id} at {self.token}"
