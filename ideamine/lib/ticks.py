"""Ticks: tasks that beat sends again and again, so that a late one is worth nothing. The base of each tick's Celery task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from celery import Task

from ideamine.lib.clock import now


class Tick(Task):
    """A task that does nothing once it has expired.

    Celery looks at the time when it takes the message; a message that then waits for a thread is not looked at again.
    """

    abstract = True

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Do the work, unless its time has passed."""
        expires = self.request.expires
        if expires and datetime.fromisoformat(str(expires)) < now():
            return None
        return super().__call__(*args, **options)
