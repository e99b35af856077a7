"""The desk: where the slots of a process hand in results and take up work. Slots that come at the same time share one transaction.

Whoever comes while a counter is free serves himself and all who came meanwhile, then leaves it to the next who waits. So a lone
task is never held back, and the busier a process is, the fewer transactions a task costs. In one transaction: lock the runs, accept
the results, move their phases on, claim as many tasks as slots ask for, write everything, commit. Slots that rest for want of work
are asked to share what such a transaction made ready, so that a wave begins with the transaction that ended the one before.

A run that another process has locked is not waited for while others wait too: it comes with the next transaction. Whatever goes
wrong in a shared transaction undoes it, and each is then served alone, so that nobody suffers for another's task.
"""

from __future__ import annotations

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
from runs.engine.visits import Visit, Visits
from runs.errors import LostLease
from runs.transitions import Step, flush_all, lock_free_runs, lock_run

# how many share a transaction, whose runs stay locked until it ends; for each so many slots there is a counter
TOGETHER = 16
log = structlog.get_logger(__name__)


class Desk:
    """The desk of one process, which claims from `queues` as `owner` for `slots` slots. `on_rest` is called when one has gone to rest."""

    def __init__(self, queues: Sequence[str], owner: str, *, slots: int = 1, on_rest: Callable[[], object] = lambda: None):
        self.queues, self.owner = tuple(queues), owner
        self.visits = Visits(max(1, slots // TOGETHER), on_rest)

    def take(self, *, stays: bool = False) -> Claim | None:
        """Return the best ready task; when there is none, None or, if it stays, the first that comes up until the desk closes."""
        return self._come(Visit(None, wants=True, stays=stays))

    def hand_in(self, claim: Claim, outcome: Outcome, *, wants: bool, stays: bool = False) -> Claim | None:
        """Hand in a result and, if wanted, return what `take` would. Raises LostLease."""
        return self._come(Visit(Finished(claim=claim, outcome=outcome), wants=wants, stays=stays))

    def _come(self, visit: Visit) -> Claim | None:
        self.visits.come(visit)
        while (serves := self.visits.takes_counter(visit)) or not visit.served:
            if serves:
                self._serve_until(visit)
            else:
                visit.turn.acquire()
        if self.visits.takes_counter(visit):
            # left to it while another counter served it
            self.visits.leave()
        if visit.error is not None:
            raise visit.error
        return visit.claim

    def _serve_until(self, mine: Visit) -> None:
        """Serve whoever waits until this visit is served, leave the counter, then make the calls that follow the commits: they may take long."""
        calls: list[Callable[[], Any]] = []
        mine.serving = True
        try:
            while not (mine.served or mine.hungry) and (visits := self.visits.next(TOGETHER)):
                self._serve(visits, calls)
        finally:
            mine.serving = False
            self.visits.leave()
        for call in calls:
            call()
        if mine.hungry:
            mine.hungry = False
            self.visits.rest([mine])

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
        """Serve these visits in one transaction; return those that want work and got none though there is some, in runs that are busy."""
        guests: list[Visit] = []
        try:
            served, taken, more = self._transact(visits, guests, calls, follow=follow)
        except BaseException:
            self.visits.rest(guests)
            raise
        for visit in served:
            visit.accepted()
        self.visits.put_back([visit for visit in reversed(visits) if visit not in served])
        wanting = [visit for visit in served if visit.wants] + guests
        for visit, claim in zip(wanting, taken, strict=False):
            visit.serve(claim)
        for visit in served:
            if not visit.wants:
                visit.serve()
        hungry = wanting[len(taken) :]
        if more:
            return hungry
        self.visits.rest(hungry)
        return []

    def _transact(
        self, visits: Sequence[Visit], guests: list[Visit], calls: list[Callable[[], Any]], *, follow: bool
    ) -> tuple[list[Visit], list[Claim], bool]:
        """Return who was served, the tasks that were claimed for those of them who want one and for the guests, and whether there are more."""
        now, following = wall_clock(), []
        with transaction.atomic():
            steps = self._lock_runs({visit.run_id for visit in visits if visit.run_id is not None}, now)
            served = [visit for visit in visits if visit.run_id is None or visit.run_id in steps]
            finished = [visit.finished for visit in served if visit.finished is not None]
            if finished:
                results.accept(finished, steps)
            if finished and follow:
                results.follow(finished, steps, following)
            wanting = sum(visit.wants for visit in served)
            guests += self.visits.guests(sum(step.ready[queue] for step in steps.values() for queue in self.queues) - wanting)
            taken, more = claims.take_best(self.queues, self.owner, wanting + len(guests), steps=steps, now=now)
            flush_all(list(steps.values()), later=following)
        calls += following
        return served, taken, more

    def _lock_runs(self, run_ids: set[str], now: datetime) -> dict[str, Step]:
        """Return steps of the runs that are locked now, by id: of a single one for certain, of several those that are free."""
        runs = [lock_run(*run_ids)] if len(run_ids) == 1 else lock_free_runs(run_ids) if run_ids else []
        return {str(run.pk): Step(run, now) for run in runs}

    def _feed(self, hungry: list[Visit]) -> None:
        """Answer those for whom nothing was free with tasks of runs that were busy, or let them rest."""
        while hungry:
            try:
                taken = claims.claim_waiting(self.queues, self.owner, len(hungry))
            except Exception as error:  # noqa: BLE001 - what they handed in is accepted; their slots hear of it
                close_old_connections()
                for visit in hungry:
                    visit.serve(error=error)
                return
            for visit, claim in zip(hungry, taken, strict=False):
                visit.serve(claim)
            hungry = hungry[len(taken) :]
            if not taken:
                self.visits.rest(hungry)
                return
