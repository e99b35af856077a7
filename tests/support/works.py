"""A claimed task without an engine: what an executor is handed, kept in memory."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runs.contracts import TaskSpec
from runs.errors import BudgetExceeded


@dataclass
class _Charge:
    actual: dict[str, float] = field(default_factory=dict)

    def settle(self, **actual: float) -> None:
        self.actual = actual


class MemoryWork:
    """Keeps checkpoints, progress and charges; refuses reservations above `tools_minutes`."""

    def __init__(
        self, target: str, *, budget_ms: int = 60_000, tools_minutes: float = 100, checkpoint: Mapping[str, Any] | None = None, **input: Any
    ):
        kind = "tool" if target.startswith(("tool.", "guard.")) else "agent"
        self.spec = TaskSpec(
            id=str(uuid.uuid4()),
            phase="intake",
            type=kind,
            target=target,
            budget={"ms": budget_ms},
            input={"idea": {"text": "A todo app"}, "inputs": [], "params": {}, "produces": [], "tools": [], **input},
        )
        self.run_id, self.attempt, self.fence, self.checkpoint = str(uuid.uuid4()), 1, 7, checkpoint
        self.cancelled = threading.Event()
        self.checkpoints: list[tuple[str, Any]] = []
        self.reports: list[tuple[float, str]] = []
        self.charges: list[tuple[dict[str, float], dict[str, float]]] = []
        self.saved = threading.Event()
        self._left = tools_minutes

    def save_checkpoint(self, token: str, data: Mapping[str, Any]) -> None:
        self.checkpoints.append((token, data))
        self.saved.set()

    def progress(self, percent: float, note: str) -> None:
        self.reports.append((percent, note))

    @contextlib.contextmanager
    def reservation(self, **amounts: float) -> Iterator[_Charge]:
        if amounts.get("tools_minutes", 0) > self._left:
            raise BudgetExceeded("tools_minutes: no room")
        charge = _Charge()
        yield charge
        self._left -= charge.actual.get("tools_minutes", 0)
        self.charges.append((amounts, charge.actual))
