"""The table `events`: what a run told, numbered without gap."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models.run import Run


class Event(models.Model):
    id = uuid_key()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="events")
    phase = models.CharField(max_length=50, null=True, db_column="phase_id")
    event_type = models.CharField(max_length=50)
    payload = models.JSONField()
    timestamp = created(null=True)
    number = models.BigIntegerField()
    trace_id = models.CharField(max_length=32, null=True)

    class Meta:
        db_table = "events"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="events_numbered_once")]
        indexes = [
            models.Index(fields=["run"], name="idx_events_run"),
            models.Index(fields=["phase"], name="idx_events_phase"),
            models.Index(fields=["event_type"], name="idx_events_type"),
            models.Index(fields=["timestamp"], name="idx_events_timestamp"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event_type}"
