"""Celery's entries into the engine: hints and ticks. Each parses, calls one function, answers."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.db import DatabaseError, close_old_connections

from ideamine.lib import redis_client
from ideamine.lib.clock import now
from ideamine.lib.ticks import Tick
from runs.engine import liveness, reaper, relay, timers, worker

log = structlog.get_logger(__name__)


@shared_task(name="runs.work")
def work(queue: str, count: int = 1) -> None:
    """A queue has work: resting slots take what is ready."""
    installed = worker.installed()
    if installed is not None:
        installed.hint(queue, count)


@shared_task(base=Tick, name="runs.tick_relay")
def tick_relay() -> None:
    """Send again what a crash swallowed; also the beat's sign of life."""
    liveness.beat_beats()
    _guarded("relay", lambda: relay.relay(now()))


@shared_task(base=Tick, name="runs.tick_reaper")
def tick_reaper() -> None:
    """Take back what vanished workers held."""
    _guarded("reaper", reaper.reap)


@shared_task(base=Tick, name="runs.tick_timers")
def tick_timers() -> None:
    """Fire the timers that are due."""
    _guarded("timers", lambda: timers.fire_due(now()))


def _guarded(name: str, unit) -> None:
    try:
        unit()
    except (DatabaseError, redis_client.RedisError) as error:
        log.warning("tick skipped; the next one tries again", tick=name, error=str(error))
        close_old_connections()
