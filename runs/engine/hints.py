"""Hints: a Celery message that says "this queue has work", nothing more. It may be lost, late or doubled without harm.

A background thread sends them, so that no step waits for Redis; when Redis is away they are dropped, since workers
ask the table by themselves and the relay repeats hints for what stays unclaimed.
"""

from __future__ import annotations

import functools
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import structlog
from celery import current_app
from django.conf import settings

from ideamine.lib import redis_client

if TYPE_CHECKING:
    from runs.transitions import Step

MAX_BACKLOG = 64
PAUSE_SECONDS = 2.0
log = structlog.get_logger(__name__)
_waiting: queue.Queue[tuple[str, tuple[object, ...], str, int] | threading.Event] = queue.Queue(maxsize=10_000)
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
        _put("runs.work", (queue_name,), queue_name, left)


def call(task_name: str, *ids: object) -> None:
    """Have a control task run (`phases.advance_run`, …) with ids only; returns at once."""
    _put(task_name, ids, "control", 1)


def flush(timeout_s: float = 5.0) -> bool:
    """Wait until everything handed over before was sent or dropped; tell whether that was in time."""
    done = threading.Event()
    _ensure_thread()
    _waiting.put(done)
    return done.wait(timeout_s)


def send_all(current: Step, queues: Sequence[str]) -> None:
    """Hint at each queue, once the step is committed, as often as it is named."""
    for name, count in sorted(Counter(queues).items()):
        current.after_commit(functools.partial(send, name, count))


def _put(name: str, args: tuple[object, ...], queue_name: str, count: int) -> None:
    _ensure_thread()
    try:
        _waiting.put_nowait((name, args, queue_name, count))
    except queue.Full:
        log.warning("hint dropped; workers will find the rows", queue=queue_name)


def _ensure_thread() -> None:
    global _thread
    if _thread is not None and _thread.is_alive():
        return
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_send_for_ever, name="hints", daemon=True)
            _thread.start()


def _send_for_ever() -> None:
    silent_until = 0.0
    while True:
        item = _waiting.get()
        if isinstance(item, threading.Event):
            item.set()
            continue
        if time.monotonic() < silent_until:
            continue
        try:
            _send(*item)
        except Exception as error:  # noqa: BLE001 - the loop must outlive whatever the broker's client raises
            silent_until = time.monotonic() + PAUSE_SECONDS
            log.warning("hints not sent; workers will find the rows", error=f"{type(error).__name__}: {error}")


def _redis_key(queue_name: str) -> str:
    return settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("global_keyprefix", "") + queue_name


def _send(name: str, args: tuple[object, ...], queue_name: str, count: int) -> None:
    if name == "runs.work":
        # with a backlog in Redis every slot is busy, and busy slots look at the table anyway
        count = min(count, MAX_BACKLOG - int(redis_client.connection().llen(_redis_key(queue_name))))
    for _ in range(count):
        current_app.send_task(name, args=args, queue=queue_name, retry=False, ignore_result=True)
