"""The event bus: events go out on Redis Streams after their commit. Streams only wake readers; the rows are the truth.

One stream a run (entry id `<number>-0`, so that a reader knows which rows it lacks) and one a topic
(`phase.*`, `task.*`, …) for consumer groups outside. A background thread sends in batches; what a crash or an
unreachable Redis swallows is sent again by the relay.
"""

from __future__ import annotations

import atexit
import contextlib
import queue
import threading
from collections.abc import Sequence

import redis
import structlog

from ideamine.lib import redis_client
from runs.events import EventRecord

PREFIX = "ideamine"
RUN_STREAM_LENGTH = 10_000
TOPIC_STREAM_LENGTH = 100_000
BATCH = 500
# One command a batch: a client takes several times as long to write an XADD as the server to do it. A smaller id than the stream's
# last means that a later event of the run was sent first, and its reader reads rows; any other refusal is the caller's to hear.
_SEND = """local refused = nil
for i = 3, #ARGV, 4 do
  local run = redis.pcall('XADD', ARGV[i], 'MAXLEN', '~', ARGV[1], ARGV[i + 1] .. '-0', 'event', ARGV[i + 3])
  local topic = redis.pcall('XADD', ARGV[i + 2], 'MAXLEN', '~', ARGV[2], '*', 'event', ARGV[i + 3])
  if run.err and not string.find(run.err, 'equal or smaller', 1, true) then refused = run end
  if topic.err then refused = topic end
end
return refused"""
log = structlog.get_logger(__name__)
_waiting: queue.Queue[Sequence[EventRecord] | threading.Event] = queue.Queue(maxsize=10_000)
_thread: threading.Thread | None = None
_lock = threading.Lock()


def run_stream(run_id: str) -> str:
    """Return the name of a run's stream."""
    return f"{PREFIX}:run:{run_id}"


def topic_stream(topic: str) -> str:
    """Return the name of a topic's stream, e.g. for `phase`."""
    return f"{PREFIX}:topic:{topic}"


def publish(told: Sequence[EventRecord]) -> None:
    """Hand events to the sending thread; returns at once. When the buffer is full they are left to the relay."""
    _ensure_thread()
    with contextlib.suppress(queue.Full):
        _waiting.put_nowait(told)


def flush(timeout_s: float = 5.0) -> bool:
    """Wait until everything handed over before has been tried; tell whether that was in time."""
    done = threading.Event()
    _ensure_thread()
    _waiting.put(done)
    return done.wait(timeout_s)


def send(told: Sequence[EventRecord]) -> None:
    """Send events now, all of them in one command. Raises redis.RedisError when Redis cannot be reached or refuses one."""
    if not told:
        return
    parts: list[str | int] = []
    for event in told:
        parts += (run_stream(event.run_id), event.number, topic_stream(event.type.split(".")[0]), event.as_text())
    redis_client.connection().eval(_SEND, 0, RUN_STREAM_LENGTH, TOPIC_STREAM_LENGTH, *parts)


def _ensure_thread() -> None:
    global _thread
    if _thread is not None and _thread.is_alive():
        return
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_send_for_ever, name="event-bus", daemon=True)
            _thread.start()
            atexit.register(flush, 1.0)


def _send_for_ever() -> None:
    while True:
        batch: list[EventRecord] = []
        waiters: list[threading.Event] = []
        item = _waiting.get()
        while True:
            if isinstance(item, threading.Event):
                waiters.append(item)
            else:
                batch += item
            if len(batch) >= BATCH:
                break
            try:
                item = _waiting.get_nowait()
            except queue.Empty:
                break
        try:
            if batch:
                send(batch)
        except (redis.RedisError, OSError) as error:
            log.warning("events not sent; the relay will", events=len(batch), error=str(error))
        finally:
            for waiter in waiters:
                waiter.set()
