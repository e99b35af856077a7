"""The worker (the spec's `WorkerPool`): threads, its slots, that claim, do, hand in the result and claim again.

`work_once` is one unit and says whether it found work; `drain` loops over it until nothing is ready. The slots of a process rest at
its desk until there is work for them: made ready by a step of this process, told of by a hint from Redis, or seen by the table watch,
which looks every 2 s, so that a silent Redis slows nothing for long. Who sends hints reads in Redis where slots rest; a process that
was found busy says so, and says when its first slot rests again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import structlog
from django.db import DatabaseError, close_old_connections, connection

from runs.engine import executors, hints, liveness, results, settings
from runs.engine.claims import Claim
from runs.engine.desk import Desk
from runs.engine.leases import LeaseKeeper
from runs.engine.work import ClaimedWork
from runs.errors import BudgetExceeded, LostLease, TaskError
from runs.models import Task

TIDY_SECONDS = 10.0
RELEASE_SECONDS = 3.0
CANCEL_SECONDS = 0.1
DEFAULT_QUEUES = ("agent", "tool")
log = structlog.get_logger(__name__)


class Worker:
    """The slots of one process. `slots` tasks run at once; `queues` are those that it claims from."""

    def __init__(self, slots: int, queues: Sequence[str] = DEFAULT_QUEUES, *, owner: str | None = None):
        self.queues = tuple(queues)
        self.owner = owner or liveness.owner()
        self._desk = Desk(self.queues, self.owner, slots=slots, on_rest=self._rested)
        self._slots = [threading.Thread(target=self._slot, name=f"slot-{number}", daemon=True) for number in range(1, slots + 1)]
        self._stopping = threading.Event()
        # the table is looked at now; it was told that no slot rests
        self._look, self._told_busy = threading.Event(), False
        self.leases = LeaseKeeper(beat=self._beat)

    def start(self) -> None:
        """Begin to work, to renew leases, to show life, and to look at the table when no hint comes."""
        self.leases.start()
        self._beat()
        for slot in self._slots:
            slot.start()
        threading.Thread(target=self._watch, name="table-watch", daemon=True).start()

    def offer(self, queue: str, count: int) -> int:
        """Let resting slots look for `count` ready tasks of a queue; return how many there were."""
        return self._desk.visits.call(count) if queue in self.queues and not self._stopping.is_set() else 0

    def hint(self, queue: str, count: int) -> None:
        """Hear of `count` ready tasks from elsewhere; say so if no slot rested."""
        if not self.offer(queue, count) and not self._told_busy:
            self._beat()

    def drain(self, *, stays: bool = False) -> int:
        """Work in the calling thread until nothing is ready or the process stops; return how many tasks were worked on. Who stays waits for more."""
        done, claim = 0, self._claim(stays=stays)
        while claim is not None:
            claim = self._work(claim, stays=stays)
            done += 1
        return done

    def _slot(self) -> None:
        while not self._stopping.is_set():
            try:
                self.drain(stays=True)
            except DatabaseError as error:
                log.warning("the database is away; a slot waits", error=str(error))
                close_old_connections()
                self._stopping.wait(settings.poll_seconds())
            except Exception:
                # a slot must outlive whatever went wrong; the lease runs out and the reaper decides
                log.exception("a slot was interrupted")
        connection.close()

    def _beat(self) -> None:
        resting = self._desk.visits.resting
        self._told_busy = not resting
        liveness.worker_beats(self.queues, resting)

    def _rested(self) -> None:
        if self._told_busy:
            self._look.set()

    def work_once(self) -> bool:
        """Claim one task and do it; tell whether there was one."""
        claim = self._claim(stays=False)
        if claim is not None:
            self._work(claim, stays=False, then_next=False)
        return claim is not None

    def _claim(self, *, stays: bool) -> Claim | None:
        return None if self._stopping.is_set() else self._desk.take(stays=stays)

    def _work(self, claim: Claim, *, stays: bool, then_next: bool = True) -> Claim | None:
        self.leases.hold(claim)
        try:
            return self._do(claim, stays=stays, then_next=then_next)
        finally:
            self.leases.drop(claim)

    def stop(self, grace_s: float) -> None:
        """Claim nothing more; give back, unharmed, what is not done after `grace_s` seconds; return when the slots have ended."""
        self._stopping.set()
        self._look.set()
        self._desk.visits.close()
        if self._ended(grace_s):
            return
        # a slot may have claimed just before it was told to stop, so what is held is looked at more than once
        deadline = time.monotonic() + RELEASE_SECONDS
        while time.monotonic() < deadline:
            for claim in self.leases.held():
                claim.cancelled.set()
            if self._ended(CANCEL_SECONDS):
                return

    def _ended(self, timeout_s: float) -> bool:
        """Wait at most so long until the slots have ended; tell whether all have."""
        deadline = time.monotonic() + timeout_s
        # one that was not started yet, because the process is ended while it starts, has nothing to end
        for slot in (slot for slot in self._slots if slot.ident is not None):
            slot.join(max(0.0, deadline - time.monotonic()))
        return not any(slot.is_alive() for slot in self._slots)

    def _do(self, claim: Claim, *, stays: bool, then_next: bool) -> Claim | None:
        log.debug("task started", task_id=claim.spec.id, target=claim.spec.target, fence=claim.fence)
        try:
            outcome = executors.get(claim.executor).execute(ClaimedWork(claim))
            claim.finishing = True
            return self._desk.hand_in(claim, outcome, wants=then_next and not self._stopping.is_set(), stays=stays)
        except LostLease as error:
            log.warning("result refused", task_id=claim.spec.id, target=claim.spec.target, reason=str(error))
        except BudgetExceeded as error:
            self._failed(claim, TaskError(str(error), error_class="fatal"))
        except TaskError as error:
            self._failed(claim, error)
        except DatabaseError:
            # nothing is known about what was written: the lease runs out and the reaper decides
            raise
        except Exception as error:
            log.exception("task raised", task_id=claim.spec.id, target=claim.spec.target)
            self._failed(claim, TaskError(f"{type(error).__name__}: {error}", error_class="transient"))
        claim.ended = True
        return self._claim(stays=stays) if then_next else None

    def _failed(self, claim: Claim, error: TaskError) -> None:
        try:
            if self._stopping.is_set() and claim.cancelled.is_set():
                results.release(claim, "worker stops")
            else:
                results.fail(claim, error)
        except LostLease as lost:
            log.warning("failure not written", task_id=claim.spec.id, target=claim.spec.target, reason=str(lost), error=str(error))

    def _watch(self) -> None:
        tidied_at = time.monotonic()
        while not self._stopping.is_set():
            self._look.wait(settings.poll_seconds())
            self._look.clear()
            try:
                if self._told_busy:
                    # first told, then looked: what becomes ready before the one is seen, and what does after the other is hinted at
                    self._beat()
                if time.monotonic() - tidied_at > TIDY_SECONDS:
                    tidied_at = time.monotonic()
                    executors.tidy()
                if resting := self._desk.visits.resting:
                    self._desk.visits.call(self._ready(resting))
            except Exception as error:  # noqa: BLE001 - the loop must outlive a database that is away
                log.warning("could not look at the table", error=str(error))
                close_old_connections()
        connection.close()

    def _ready(self, most: int) -> int:
        """Return how many tasks are ready for our slots, up to so many."""
        return len(Task.objects.filter(status="ready", queue__in=self.queues, run__status="running").values_list("pk", flat=True)[:most])


_worker: Worker | None = None


def installed() -> Worker | None:
    """Return this process's worker if it has one."""
    return _worker


def install(*, slots: int, queues: Sequence[str] = DEFAULT_QUEUES, **options: Any) -> Worker:
    """Make and start this process's worker; from then on it is offered the work of this process first."""
    global _worker
    _worker = Worker(slots, queues, **options)
    hints.listen(_worker.offer)
    _worker.start()
    return _worker
