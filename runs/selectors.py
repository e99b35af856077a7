"""Questions to the runs: which of them a person may see. Read by every door."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet

from runs.errors import RunNotFound
from runs.models import Run

# what lists need: neither the idea nor the plan, which may be long
_LONG = ("idea", "plan", "request_hash", "traceparent")


def runs_seen_by(user: Any) -> QuerySet[Run]:
    """Return the runs that a user may see, without their plans and ideas: all of them for staff, else those that the user started."""
    seen = Run.objects.defer(*_LONG)
    return seen if user.is_staff else seen.filter(created_by=user.get_username())


def run_seen_by(user: Any, run_id: str | uuid.UUID) -> Run:
    """Return a run that a user may see, without its plan and idea. Raises RunNotFound, for a run of somebody else too."""
    run = runs_seen_by(user).filter(pk=run_id).first()
    if run is None:
        raise RunNotFound(f"there is no run {run_id}")
    return run
