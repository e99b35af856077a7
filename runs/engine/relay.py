"""The relay: sends again what a crash or a silent Redis swallowed: hints for tasks that nobody took, events not in their stream.

One at a time by an advisory lock; a second relay finds it taken and does nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from ideamine.lib import redis_client
from runs import bus
from runs.engine import hints, liveness, settings
from runs.events import EventRecord
from runs.models import Event, Run, Task, TaskStatus

LOCK = 0x1DEA0001
EVENTS_AT_ONCE = 2000
LOOK_BACK = timedelta(minutes=10)
NEW_EVENT_SECONDS = 1


def relay(now: datetime) -> tuple[int, int]:
    """Send hints and events again; return how many of each. Raises redis.RedisError when Redis is away."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0, 0
        return _hints(now), _events(now)


def _hints(now: datetime) -> int:
    stale = now - timedelta(seconds=settings.unclaimed_seconds())
    queues = list(Task.objects.filter(status=TaskStatus.READY, ready_at__lt=stale, run__status="running").values_list("queue", flat=True)[:1000])
    if not queues:
        return 0
    sent = 0
    for name in sorted(set(queues)):
        known = liveness.free_slots(name)
        count = min(queues.count(name), sum(known.values())) if known else queues.count(name)
        if count:
            hints.send(name, count)
            sent += count
    return sent


def _events(now: datetime) -> int:
    runs = list(Run.objects.filter(updated_at__gte=now - LOOK_BACK, event_seq__gt=0).values_list("pk", "event_seq"))
    if not runs:
        return 0
    pipe = redis_client.connection().pipeline(transaction=False)
    for pk, _ in runs:
        pipe.xrevrange(bus.run_stream(str(pk)), count=1)
    sent = 0
    for (pk, number), last in zip(runs, pipe.execute(), strict=True):
        known = int(last[0][0].split("-")[0]) if last else 0
        if known < number and sent < EVENTS_AT_ONCE:
            sent += _send_after(pk, known, now)
    return sent


def _send_after(run_id: object, number: int, now: datetime) -> int:
    # what is younger than a second may still be on its way from the process that wrote it
    rows = Event.objects.filter(run_id=run_id, number__gt=number, timestamp__lt=now - timedelta(seconds=NEW_EVENT_SECONDS))[:EVENTS_AT_ONCE]
    told = [
        EventRecord(
            id=str(row.pk),
            run_id=str(run_id),
            number=row.number,
            type=row.event_type,
            phase=row.phase,
            payload=row.payload,
            timestamp=row.timestamp,
            trace_id=row.trace_id,
        )
        for row in rows
    ]
    if told:
        bus.send(told)
    return len(told)
