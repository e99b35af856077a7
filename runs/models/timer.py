"""The table `timers`: what must happen at a time, surviving every restart."""

from __future__ import annotations

from django.db import models

from ideamine.lib.columns import created, uuid_key


class TimerAction(models.TextChoices):
    RETRY = "retry"
    """A parked task becomes ready again."""
    TIMEOUT = "timeout"
    """A task or phase has used up its time."""


class Timer(models.Model):
    """A timer of a task or of a phase (`task_id` holds the id of either); a retry and a timeout may stand at once."""

    id = uuid_key()
    task_id = models.CharField(max_length=100)
    fire_at = models.DateTimeField()
    action = models.CharField(max_length=20, choices=TimerAction.choices)
    payload = models.JSONField()
    created_at = created(null=True)

    class Meta:
        db_table = "timers"
        constraints = [
            models.CheckConstraint(condition=models.Q(action__in=TimerAction.values), name="timers_action_check"),
            models.UniqueConstraint(fields=["task_id", "action"], name="timers_task_action_once"),
        ]
        indexes = [models.Index(fields=["fire_at"], name="idx_timers_fire_at")]

    def __str__(self) -> str:
        return f"{self.action} of {self.task_id} at {self.fire_at}"
