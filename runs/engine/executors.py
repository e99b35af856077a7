"""The seam by which work comes down: an executor does a claimed task and returns its outcome. `ideamine.wiring` registers them.

An executor SHALL return an Outcome or raise TaskError; SHALL stop soon after `work.cancelled` is set; SHALL write
nothing to the database but through `work`; MAY be called from many threads at once; SHALL have a `tidy()` that removes what
dead workers of this machine left behind, which a worker calls every ten seconds.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from runs.contracts import Outcome, TaskSpec


class Charge(Protocol):
    """A reservation in progress."""

    def settle(self, **actual: float) -> None:
        """State what the call really took; what is not stated is charged as reserved."""


class Work(Protocol):
    """A claimed task in the hands of an executor; every write through it carries the fence."""

    spec: TaskSpec
    run_id: str
    attempt: int
    fence: int
    checkpoint: Mapping[str, Any] | None
    cancelled: threading.Event

    def save_checkpoint(self, token: str, data: Mapping[str, Any]) -> None:
        """Save how far the task has come. Raises LostLease."""

    def progress(self, percent: float, note: str) -> None:
        """Write down real progress. Raises LostLease."""

    def reservation(self, **amounts: float) -> AbstractContextManager[Charge]:
        """Reserve amounts of the budget's resources before a call, settle them after. Raises BudgetExceeded, LostLease."""


class Executor(Protocol):
    def execute(self, work: Work) -> Outcome: ...

    def tidy(self) -> None: ...


class UnknownExecutor(LookupError):
    """No executor of this name is registered."""


_executors: dict[str, Executor] = {}


def register(name: str, executor: Executor) -> None:
    """Make an executor known under the name that tasks carry."""
    _executors[name] = executor


def tidy() -> None:
    """Have every executor remove what dead workers left."""
    for executor in list(_executors.values()):
        executor.tidy()


def get(name: str) -> Executor:
    """Return an executor. Raises UnknownExecutor."""
    try:
        return _executors[name]
    except KeyError:
        raise UnknownExecutor(f"no executor {name!r}; registered: {', '.join(sorted(_executors)) or 'none'}") from None
