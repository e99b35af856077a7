"""Hints: a Celery message that says "this queue has work", nothing more. It may be lost, late or doubled without harm.

A background thread sends them, so that no step waits for Redis; when Redis is away they are dropped, since workers
ask the table by themselves and the relay repeats hints for what stays unclaimed. None is sent while no slot elsewhere is free:
who is busy looks for work without any, and a message costs its sender and its receiver more than a task does.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from celery import current_app

from runs.engine import liveness

if TYPE_CHECKING:
    from runs.transitions import Step

PAUSE_SECONDS = 2.0
SPACING_SECONDS = 0.05
BATCH = 1000
# at most, so that a batch reaches several processes
MESSAGES = 4
log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Hint:
    """`count` ready tasks in a queue, or (with no count) a control task to be called."""

    queue: str
    count: int = 0
    task: str = ""
    args: tuple[object, ...] = ()


_waiting: queue.Queue[Hint | threading.Event] = queue.Queue(maxsize=10_000)
_lock = threading.Lock()
_thread: threading.Thread | None = None
_offer: Callable[[str, int], int] | None = None


def listen(offer: Callable[[str, int], int]) -> None:
    """Have the worker of this process asked first: `offer(queue, count)` returns for how many tasks it has a slot."""
    global _offer
    _offer = offer


def send(queue_name: str, count: int = 1) -> None:
    """Tell workers of a queue that `count` tasks are ready: our own first, the others by Redis; returns at once."""
    left = count - (_offer(queue_name, count) if _offer else 0)
    if left > 0:
        _put(Hint(queue=queue_name, count=left))


def call(task_name: str, *ids: object) -> None:
    """Have a control task run (`phases.advance_run`, …) with ids only; returns at once."""
    _put(Hint(queue="control", task=task_name, args=ids))


def flush(timeout_s: float = 5.0) -> bool:
    """Wait until everything handed over before was sent or dropped; tell whether that was in time."""
    done = threading.Event()
    _ensure_thread()
    _waiting.put(done)
    return done.wait(timeout_s)


def send_all(current: Step, queues: Sequence[str]) -> None:
    """Hint at each queue, once the step is committed, as often as it is named, less what the step itself hands out until then."""
    ready = current.ready
    if queues and not ready:
        current.after_commit(lambda: [send(name, count) for name, count in sorted(ready.items()) if count > 0])
    ready.update(queues)


def _put(hint: Hint | threading.Event) -> None:
    _ensure_thread()
    try:
        _waiting.put_nowait(hint)
    except queue.Full:
        log.warning("hint dropped; workers will find the rows")


def _ensure_thread() -> None:
    global _thread
    if _thread is not None and _thread.is_alive():
        return
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_send_for_ever, name="hints", daemon=True)
            _thread.start()


def _send_for_ever() -> None:
    """Send what waits: a call at once, hints at work at most once in SPACING_SECONDS, so that many become a few with a count."""
    ready: Counter[str] = Counter()
    spaced_until = silent_until = 0.0
    while True:
        batch = _gather(max(0.0, spaced_until - time.monotonic()) if ready else None)
        hints = [hint for hint in batch if isinstance(hint, Hint)]
        waiters = [waiter for waiter in batch if isinstance(waiter, threading.Event)]
        for hint in hints:
            if hint.count:
                ready[hint.queue] += hint.count
        counts: Counter[str] = Counter()
        if ready and (waiters or time.monotonic() >= spaced_until):
            counts, ready = ready, counts
            spaced_until = time.monotonic() + SPACING_SECONDS
        try:
            if time.monotonic() >= silent_until:
                _send([hint for hint in hints if not hint.count], counts)
        except Exception as error:  # noqa: BLE001 - the loop must outlive whatever the broker's client raises
            silent_until = time.monotonic() + PAUSE_SECONDS
            log.warning("hints not sent; workers will find the rows", error=f"{type(error).__name__}: {error}")
        for waiter in waiters:
            waiter.set()


def _gather(timeout_s: float | None) -> list[Hint | threading.Event]:
    """Return what waits, at least one thing; nothing when `timeout_s` passed without any."""
    batch: list[Hint | threading.Event] = []
    with contextlib.suppress(queue.Empty):
        batch.append(_waiting.get(timeout=timeout_s))
        while len(batch) < BATCH:
            batch.append(_waiting.get_nowait())
    return batch


def _send(calls: Sequence[Hint], ready: Mapping[str, int]) -> None:
    for call in calls:
        current_app.send_task(call.task, args=call.args, queue=call.queue, retry=False, ignore_result=True)
    for name, count in sorted(ready.items()):
        known = liveness.free_slots(name)
        elsewhere = [free for owner, free in known.items() if free and owner != liveness.owner()]
        # where none is known, Redis was emptied or a worker is about to come
        count = min(count, sum(elsewhere)) if known else count
        messages = min(count, max(1, len(elsewhere)), MESSAGES)
        for number in range(messages):
            share = count // messages + (number < count % messages)
            current_app.send_task("runs.work", args=[name, share], queue=name, retry=False, ignore_result=True)
