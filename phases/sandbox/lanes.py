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

from phases.sandbox.limits import WAKE_S

Result = TypeVar("Result")
Told = queue.SimpleQueue[tuple[float, str] | None]


@dataclass(frozen=True, kw_only=True)
class Lane:
    """How a piece of work is told to stop, and where it says how far it is."""

    cancelled: threading.Event
    progress: Callable[[float, str], None]


def side_by_side(pieces: Sequence[Callable[[Lane], Result]], own: Lane) -> list[Result]:
    """Do all pieces, as many at once as there are processor cores, but two at least; return their results in order.

    A single piece is done in the calling thread. `own` is the task's lane, used by the calling thread alone. Raises what the first failed
    piece raised, and what telling progress raises; then the other pieces are cancelled and waited for.
    """
    if len(pieces) == 1:
        return [pieces[0](own)]
    told: Told = queue.SimpleQueue()
    lane = Lane(cancelled=threading.Event(), progress=lambda percent, note: told.put((percent, note)))
    with ThreadPoolExecutor(max_workers=min(len(pieces), max(2, os.cpu_count() or 1)), thread_name_prefix="lane") as pool:
        running = [pool.submit(piece, lane) for piece in pieces]
        for future in running:
            # an end is told like progress, so that nobody has to look for it
            future.add_done_callback(lambda _: told.put(None))
        try:
            _wait(running, told, lane, own)
        except BaseException:
            lane.cancelled.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [future.result() for future in running]


def _wait(running: Sequence[Future[Result]], told: Told, lane: Lane, own: Lane) -> None:
    """Hand on progress and the wish to stop until all have ended. Raises what the first of them raised."""
    while not all(future.done() for future in running) or not told.empty():
        for future in running:
            if future.done():
                future.result()
        if own.cancelled.is_set():
            lane.cancelled.set()
        with contextlib.suppress(queue.Empty):
            progress = told.get(timeout=WAKE_S)
            if progress is not None:
                own.progress(*progress)
