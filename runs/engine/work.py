"""What an executor may do with a claimed task; each write carries the fence (the contract is `executors.Work`)."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from runs import budgets
from runs.contracts import RESOURCES, TaskSpec
from runs.engine import checkpoints
from runs.engine.claims import Claim
from runs.errors import BudgetExceeded, LostLease
from runs.models import Task
from runs.transitions import step

EVENT_SECONDS = 1.0


class Settlement:
    """A reservation in progress; see `executors.Charge`."""

    def __init__(self, reserved: Mapping[str, float]):
        self.reserved = dict(reserved)
        self.actual: dict[str, float] = dict(reserved)

    def settle(self, **actual: float) -> None:
        self.actual.update(actual)


class ClaimedWork:
    """A claimed task in the hands of an executor."""

    def __init__(self, claim: Claim):
        self._claim = claim
        self._told_at = float("-inf")
        self.spec: TaskSpec = claim.spec
        self.run_id = claim.run_id
        self.attempt = claim.attempt
        self.fence = claim.fence
        self.checkpoint = claim.checkpoint
        self.cancelled: threading.Event = claim.cancelled

    def save_checkpoint(self, token: str, data: Mapping[str, Any]) -> None:
        checkpoints.save(self.spec.id, self.fence, token, data)
        self._claim.saved_checkpoint = True

    def progress(self, percent: float, note: str = "") -> None:
        percent = min(100.0, max(0.0, float(percent)))
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE tasks SET progress = %s, progress_at = clock_timestamp()
                WHERE id = %s AND fence = %s AND status = 'running'""",
                [percent, self.spec.id, self.fence],
            )
            if cursor.rowcount != 1:
                raise LostLease(f"task {self.spec.id} is no longer held under fence {self.fence}")
        if time.monotonic() - self._told_at >= EVENT_SECONDS:
            self._told_at = time.monotonic()
            with step(self.run_id) as current:
                current.emit("task.progress", phase=self.spec.phase, task_id=self.spec.id, target=self.spec.target, pct=percent, note=note[:200])

    @contextlib.contextmanager
    def reservation(self, **amounts: float) -> Iterator[Settlement]:
        """Reserve before, settle after; what the block did not state is charged as reserved. Raises BudgetExceeded, LostLease."""
        unknown = set(amounts) - set(RESOURCES)
        if unknown:
            raise ValueError(f"unknown resources {', '.join(sorted(unknown))}; known: {', '.join(RESOURCES)}")
        with step(self.run_id) as current:
            self._require_lease()
            decision = budgets.reserve(current, budgets.lock_phase(self._claim.phase_row), self.spec.id, amounts)
        if not decision.fits:
            raise BudgetExceeded(f"the budget has no room for {self.spec.target}: {', '.join(decision.exceeded)}")
        self._claim.reserved = True
        charge = Settlement(amounts)
        try:
            yield charge
        finally:
            self._settle(charge)

    def _settle(self, charge: Settlement) -> None:
        with step(self.run_id) as current:
            self._require_lease()
            charged = budgets.settle(current, budgets.lock_phase(self._claim.phase_row), self.spec.id, charge.reserved, charge.actual)
            if charged:
                current.record(
                    "cost",
                    phase=self.spec.phase,
                    data={"task_id": self.spec.id, "charged": charged},
                    provenance={"source": self.spec.target, "fence": self.fence},
                )

    def _require_lease(self) -> None:
        if not Task.objects.filter(pk=self.spec.id, fence=self.fence, status="running").exists():
            raise LostLease(f"task {self.spec.id} is no longer held under fence {self.fence}")
