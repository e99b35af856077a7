"""Find a run by what a person types."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db.models import CharField
from django.db.models.functions import Cast

from runs.models import Run

SHORTEST = 4


def find(text: str) -> Run:
    """Return the run whose id begins with `text`, or the newest for `last`. Raises CommandError for none or several."""
    if text == "last":
        newest = Run.objects.order_by("-created_at").first()
        if newest is None:
            raise CommandError("there is no run yet")
        return newest
    if len(text) < SHORTEST:
        raise CommandError(f"{text!r} is too short for a run's id; give at least {SHORTEST} characters, or `last`")
    found = list(Run.objects.annotate(key=Cast("id", CharField())).filter(key__startswith=text.lower())[:2])
    if len(found) != 1:
        raise CommandError(f"{'no' if not found else 'more than one'} run begins with {text!r}; `manage.py runs` lists them")
    return found[0]
