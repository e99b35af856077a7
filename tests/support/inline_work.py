"""Inline work for engine tests and benchmarks: what a task does is told by its input. Registered by ENGINE_INLINE.

Marks written to a file ("started", "ended", with pid and time) let a test in another process see what ran, and how often.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from runs.contracts import Outcome
from runs.engine import inline
from runs.engine.executors import Work
from runs.errors import TaskError

PAYLOAD = {"agent": "noop", "text": "x" * 960}


def mark(work: Work, what: str) -> None:
    """Append one line: unix time, pid, task id, fence, what."""
    path = work.spec.input.get("marks")
    if path:
        with Path(path).open("a") as file:
            file.write(f"{time.time()} {os.getpid()} {work.spec.id} {work.fence} {what}\n")


def wait(work: Work, seconds: float) -> None:
    """Work for so long; stop at once when cancelled."""
    if work.cancelled.wait(seconds):
        mark(work, "cancelled")
        raise TaskError("cancelled", error_class="cancelled")


def do(work: Work) -> Outcome:
    """Do what the input says: `seconds` of work in `steps` with a checkpoint after each, `fail`, `crash`."""
    told = work.spec.input
    mark(work, "started")
    steps = int(told.get("steps", 1))
    first = int((work.checkpoint or {}).get("data", {}).get("done", 0))
    for number in range(first, steps):
        if told.get("crash"):
            os.kill(os.getpid(), 9)
        if told.get("fail"):
            raise TaskError("as told", error_class=told["fail"])
        if told.get("seconds"):
            wait(work, told["seconds"] / steps)
        if steps > 1:
            mark(work, f"step-{number + 1}")
            work.save_checkpoint(f"step-{number + 1}", {"done": number + 1})
    mark(work, "ended")
    return Outcome(result={**PAYLOAD, "i": told.get("i", 0)})


for _number in range(1, 10):
    inline.function(f"Noop{_number}Agent")(do)
inline.function("NoopAgent")(do)
