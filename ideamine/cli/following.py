"""Follow a run: its events in order, as they come. The run's stream wakes us; what is shown is read from the rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from ledger.models import ReleaseDossier
from runs import bus
from runs.models import Event, Run

WAKE_MILLISECONDS = 500
DOSSIER_SECONDS = 60.0


def follow(run_id: Any) -> Iterator[Event | None]:
    """Yield the run's events from the first, and None whenever half a second passed without one; end when the run has ended and its
    dossier is there (or did not come within a minute)."""
    number, ended_at = 0, None
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, decode_responses=True)
    while True:
        found = _after(run_id, number)
        for event in found or ():
            number = event.number
            yield event
        if found is not None and not found:
            if Run.objects.only("status").get(pk=run_id).ended:
                ended_at = ended_at or time.monotonic()
                if ReleaseDossier.objects.filter(run_id=run_id).exists() or time.monotonic() - ended_at > DOSSIER_SECONDS:
                    return
            yield None
            _sleep_until_woken(client, run_id, number)


def _after(run_id: Any, number: int) -> list[Event] | None:
    """Return the events after a number; None while the database is away."""
    try:
        return list(Event.objects.filter(run_id=run_id, number__gt=number).order_by("number")[:500])
    except DatabaseError:
        close_old_connections()
        time.sleep(WAKE_MILLISECONDS / 1000)
        return None


def _sleep_until_woken(client: redis.Redis, run_id: Any, number: int) -> None:
    try:
        client.xread({bus.run_stream(str(run_id)): f"{number}-0"}, block=WAKE_MILLISECONDS, count=1)
    except (redis.RedisError, OSError):
        time.sleep(WAKE_MILLISECONDS / 1000)
