"""Durable timers (the spec's `TimerService`): rows with an absolute time, fired once, in order, never early.

`fire_due` is one unit of the 1 s tick: for each run with overdue timers one transaction, in which each timer is removed and
takes effect. Two pollers do no harm: a timer that the other one removed has no row left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, connection

from ideamine.lib.errors import IdeaMineError
from ideamine.lib.jsontext import jsonb
from ideamine.lib.prepared import Prepared
from runs.engine import hints
from runs.models import Timer
from runs.transitions import Step, step

BATCH = 1000
_SET = Prepared(
    name="set_timer",
    types=("text", "timestamptz", "text", "jsonb"),
    statement="""INSERT INTO timers (task_id, fire_at, action, payload) VALUES ($1, $2, $3, $4)
 ON CONFLICT (task_id, action) DO UPDATE SET fire_at = excluded.fire_at, payload = excluded.payload""",
)
_FORGET = Prepared(name="forget_timers", types=("text",), statement="DELETE FROM timers WHERE task_id = $1")
_READY = """UPDATE tasks SET status = 'ready', ready_at = %s, parked_reason = NULL
 WHERE id = ANY(%s::uuid[]) AND status = 'parked' RETURNING queue"""
log = structlog.get_logger(__name__)
TimeoutHandler = Callable[[Step, Mapping[str, Any]], None]
_timeouts: dict[str, TimeoutHandler] = {}


def on_timeout(kind: str, handler: TimeoutHandler) -> None:
    """Have `handler(step, payload)` called, inside the step, when a timeout timer of this kind fires."""
    _timeouts[kind] = handler


def schedule(current: Step, task_id: str, fire_at: datetime, action: str, payload: Mapping[str, Any]) -> None:
    """Set (or move) the timer of a task or phase; `payload` gets the run's id."""
    body = jsonb({**payload, "run_id": str(current.run.pk)})
    current.write(_SET, [str(task_id), fire_at, action, body])


def cancel(current: Step, task_id: str, action: str | None = None) -> int:
    """Remove the timers of a task or phase; return how many there were."""
    chosen = Timer.objects.filter(task_id=str(task_id))
    return (chosen.filter(action=action) if action else chosen).delete()[0]


def forget(current: Step, task_id: str) -> None:
    """Remove the timers of a task or phase with everything else that the step writes."""
    current.write(_FORGET, [str(task_id)])


def fire_due(now: datetime, *, limit: int = BATCH) -> int:
    """Fire what is due, oldest first, and return how many timers fired."""
    due: dict[str, list[Timer]] = defaultdict(list)
    for timer in Timer.objects.filter(fire_at__lte=now).order_by("fire_at", "pk")[:limit]:
        due[timer.payload["run_id"]].append(timer)
    fired = 0
    for run_id, found in due.items():
        try:
            fired += _fire_of_run(run_id, found, now)
        except (DatabaseError, IdeaMineError):
            log.exception("timers of a run did not fire; the next tick tries again", run_id=run_id)
    return fired


def _fire_of_run(run_id: str, found: list[Timer], now: datetime) -> int:
    with step(run_id, now=now) as current:
        with connection.cursor() as cursor:
            # a timer that was moved since it was read stays
            cursor.execute("DELETE FROM timers WHERE id = ANY(%s::uuid[]) AND fire_at <= %s RETURNING id", [[str(timer.pk) for timer in found], now])
            mine = {row[0] for row in cursor.fetchall()}
        firing = [timer for timer in found if timer.pk in mine]
        _make_ready(current, [timer.task_id for timer in firing if timer.action == "retry"])
        for timer in firing:
            if timer.action == "timeout":
                _timeouts[timer.payload["kind"]](current, timer.payload)
        return len(firing)


def _make_ready(current: Step, task_ids: list[str]) -> None:
    if not task_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_READY, [current.now, task_ids])
        queues = [row[0] for row in cursor.fetchall()]
    hints.send_all(current, queues)
