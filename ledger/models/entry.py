"""The table `ledger`: one hash chain a run. The database refuses UPDATE, DELETE and TRUNCATE (migration 0002)."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key
from runs.models import Run


class EntryType(models.TextChoices):
    TASK = "task"
    """A finished attempt at a task."""
    GATE = "gate"
    """A verdict of a gate."""
    DECISION = "decision"
    """A plan, a change of a run's state, a healing, an unsticking, a waiver, a person's act."""
    ARTIFACT = "artifact"
    """An accepted artifact."""
    COST = "cost"
    """A settled charge."""
    SIGNATURE = "signature"
    """A signature."""


class LedgerEntry(models.Model):
    """An entry. `body` holds the exact text that `hash` covers: it binds every other column and `previous_hash`."""

    id = uuid_key()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_index=False, related_name="ledger")
    seq = models.BigIntegerField()
    phase = models.CharField(max_length=50, null=True, db_column="phase_id")
    timestamp = created()
    type = models.CharField(max_length=20, choices=EntryType.choices)
    data = models.JSONField()
    provenance = models.JSONField()
    body = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger"
        ordering = ["seq"]
        verbose_name_plural = "ledger"
        constraints = [
            models.CheckConstraint(condition=models.Q(type__in=EntryType.values), name="ledger_type_check"),
            models.UniqueConstraint(fields=["run", "seq"], name="ledger_seq_once"),
        ]
        indexes = [
            models.Index(fields=["run"], name="idx_ledger_run"),
            models.Index(fields=["type"], name="idx_ledger_type"),
            models.Index(fields=["timestamp"], name="idx_ledger_timestamp"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.type}"
