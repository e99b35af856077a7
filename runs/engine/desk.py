"""The desk: where the slots of a process hand in results and take up work. Slots that come at the same time share one transaction.

Whoever comes while a counter is free serves himself and all who came meanwhile, then leaves it to the next who waits. So a lone
task is never held back, and the busier a process is, the fewer transactions a task costs. In one transaction: lock the runs, accept
the results, move their phases on, claim as many tasks as slots ask for, write everything, commit.

A run that another process has locked is not waited for while others wait too: it comes with the next transaction. Whatever goes
wrong in a shared transaction undoes it, and each is then served alone, so that nobody suffers for another's task.
"""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import close_old_connections, transaction

from ideamine.lib.clock import now as wall_clock
from runs.contracts import Outcome
from runs.engine import claims, results
from runs.engine.claims import Claim
from runs.engine.results import Finished
from runs.errors import LostLease
from runs.transitions import Step, flush_all, lock_free_runs, lock_run

# how many share a transaction, whose runs stay locked until it ends; for each so many slots there is a counter
TOGETHER = 16
log = structlog.get_logger(__name__)


class Visit:
    """A slot at the desk: what it hands in, whether it wants work, and the answer."""

    def __init__(self, finished: Finished | None, *, wants: bool):
        self.finished, self.wants = finished, wants
        # released when it is served and when a counter is left to it
        self.turn = threading.Semaphore(0)
        self.served = False
        self.serves = False
        self.skipped = False
        self.claim: Claim | None = None
        self.error: Exception | None = None

    @property
    def run_id(self) -> str | None:
        """The run whose task is handed in."""
        return self.finished.claim.run_id if self.finished else None

    def serve(self, claim: Claim | None = None, error: Exception | None = None) -> None:
        self.claim, self.error, self.served = claim, error, True
        self.turn.release()


class Desk:
    """The desk of one process, which claims from `queues` as `owner` for `slots` slots."""

    def __init__(self, queues: Sequence[str], owner: str, *, slots: int = 1):
        self.queues, self.owner = tuple(queues), owner
        self._lock = threading.Lock()
        self._waiting: deque[Visit] = deque()
        self._free = max(1, slots // TOGETHER)

    def take(self) -> Claim | None:
        """Return the best ready task, or None when there is none."""
        return self._come(Visit(None, wants=True))

    def hand_in(self, claim: Claim, outcome: Outcome, *, wants: bool) -> Claim | None:
        """Hand in a result and, if wanted, return the best ready task, or None when there is none. Raises LostLease."""
        return self._come(Visit(Finished(claim=claim, outcome=outcome), wants=wants))

    def _come(self, visit: Visit) -> Claim | None:
        with self._lock:
            self._waiting.append(visit)
            serves = self._free > 0
            self._free -= serves
        while serves or visit.serves or not visit.served:
            if serves:
                self._serve_until(visit)
            if visit.serves or not visit.served:
                visit.turn.acquire()
            with self._lock:
                serves, visit.serves = visit.serves, False
        if visit.error is not None:
            raise visit.error
        return visit.claim

    def _serve_until(self, mine: Visit) -> None:
        """Serve whoever waits until this visit is served, leave the counter, then make the calls that follow the commits: they may take long."""
        calls: list[Callable[[], Any]] = []
        try:
            while not mine.served and (visits := self._next()):
                self._serve(visits, calls)
        finally:
            self._leave()
        for call in calls:
            call()

    def _next(self) -> list[Visit]:
        """Return who is served together next: the first who wait or, when the first was skipped for its run, all of that run, who wait for it."""
        with self._lock:
            first = self._waiting[0] if self._waiting else None
            near = [visit for visit in self._waiting if visit.run_id == first.run_id] if first and first.skipped else self._waiting
            chosen = list(itertools.islice(near, TOGETHER))
            self._waiting = deque(visit for visit in self._waiting if visit not in chosen)
        return chosen

    def _leave(self) -> None:
        """Leave the counter to the first who waits and has none, or free."""
        with self._lock:
            heir = next((visit for visit in self._waiting if not visit.serves), None)
            if heir is None:
                self._free += 1
                return
            heir.serves = True
        heir.turn.release()

    def _serve(self, visits: Sequence[Visit], calls: list[Callable[[], Any]]) -> None:
        try:
            hungry = self._exchange(visits, calls, follow=True)
        except Exception as error:  # noqa: BLE001 - it goes to the slot whose task it is about
            close_old_connections()
            self._serve_after(error, visits, calls)
        else:
            self._feed(hungry)

    def _serve_after(self, error: Exception, visits: Sequence[Visit], calls: list[Callable[[], Any]]) -> None:
        """Serve those whose transaction failed: several one by one; one again, without its phase, which the reconciler moves on later."""
        if len(visits) > 1:
            for visit in visits:
                self._serve([visit], calls)
            return
        (visit,) = visits
        if visit.finished is None or isinstance(error, LostLease):
            visit.serve(error=error)
            return
        log.warning("result not accepted together with what follows; trying without", task_id=visit.finished.claim.spec.id, error=str(error))
        try:
            self._feed(self._exchange(visits, calls, follow=False))
        except Exception as still:  # noqa: BLE001 - as above
            close_old_connections()
            visit.serve(error=still)

    def _exchange(self, visits: Sequence[Visit], calls: list[Callable[[], Any]], *, follow: bool) -> list[Visit]:
        """Serve these visits in one transaction; return those that want work and got none."""
        now, following = wall_clock(), []
        with transaction.atomic():
            steps = self._lock_runs({visit.run_id for visit in visits if visit.run_id is not None}, now)
            served = [visit for visit in visits if visit.run_id is None or visit.run_id in steps]
            finished = [visit.finished for visit in served if visit.finished is not None]
            if finished:
                results.accept(finished, steps)
            if finished and follow:
                results.follow(finished, steps, following)
            wanting = [visit for visit in served if visit.wants]
            taken = claims.take_best(self.queues, self.owner, len(wanting), steps=steps, now=now)
            flush_all(list(steps.values()), later=following)
        calls += following
        self._put_back([visit for visit in visits if visit not in served])
        for visit, claim in zip(wanting, taken, strict=False):
            visit.serve(claim)
        for visit in served:
            if not visit.wants:
                visit.serve()
        return wanting[len(taken) :]

    def _lock_runs(self, run_ids: set[str], now: datetime) -> dict[str, Step]:
        """Return steps of the runs that are locked now, by id: of a single one for certain, of several those that are free."""
        runs = [lock_run(*run_ids)] if len(run_ids) == 1 else lock_free_runs(run_ids) if run_ids else []
        return {str(run.pk): Step(run, now) for run in runs}

    def _put_back(self, skipped: Sequence[Visit]) -> None:
        for visit in skipped:
            visit.skipped = True
        with self._lock:
            self._waiting.extendleft(reversed(skipped))

    def _feed(self, hungry: list[Visit]) -> None:
        """Answer those for whom nothing was free: with tasks of runs that were busy, or with none."""
        while hungry:
            try:
                taken = claims.claim_waiting(self.queues, self.owner, len(hungry))
            except Exception as error:  # noqa: BLE001 - what they handed in is accepted; their slots hear of it
                close_old_connections()
                for visit in hungry:
                    visit.serve(error=error)
                return
            for visit, claim in zip(hungry, taken or [None] * len(hungry), strict=False):
                visit.serve(claim)
            hungry = [visit for visit in hungry if not visit.served]
