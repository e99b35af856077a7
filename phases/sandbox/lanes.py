"""Several pieces of one task's work at the same time. What concerns the task (database, budget, progress) stays in the task's own thread."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")
TICK_S = 0.2


@dataclass(frozen=True, kw_only=True)
class Lane:
    """How a piece of work is told to stop, and where it says how far it is."""

    cancelled: threading.Event
    progress: Callable[[float, str], None]


def side_by_side(pieces: Sequence[Callable[[Lane], Result]], own: Lane) -> list[Result]:
    """Do all pieces, at most one a processor core at once; return their results in order. A single piece is done in the calling thread.

    `own` is the task's lane, used by the calling thread alone. Raises what the first failed piece raised, and what telling progress
    raises; then the other pieces are cancelled and waited for.
    """
    if len(pieces) == 1:
        return [pieces[0](own)]
    told: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()
    lane = Lane(cancelled=threading.Event(), progress=lambda percent, note: told.put((percent, note)))
    with ThreadPoolExecutor(max_workers=min(len(pieces), max(2, os.cpu_count() or 1)), thread_name_prefix="lane") as pool:
        running = [pool.submit(piece, lane) for piece in pieces]
        try:
            _wait(running, told, lane, own)
        except BaseException:
            lane.cancelled.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [future.result() for future in running]


def _wait(running: Sequence[Future[Result]], told: queue.SimpleQueue[tuple[float, str]], lane: Lane, own: Lane) -> None:
    """Hand on progress and the wish to stop until all have ended. Raises what the first of them raised."""
    over = False
    while not over:
        over = all(future.done() for future in running)
        for future in running:
            if future.done():
                future.result()
        if own.cancelled.is_set():
            lane.cancelled.set()
        with contextlib.suppress(queue.Empty):
            own.progress(*told.get(timeout=0 if over else TICK_S))
    while not told.empty():
        own.progress(*told.get())
