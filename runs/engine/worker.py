"""The worker (the spec's `WorkerPool`): claim, do, write the result, claim again.

`work_once` is one unit and says whether it found work; `drain` loops over it until nothing is ready. The slots of a process
drain when they are woken: by a step of this process that made tasks ready, by a hint from Redis, or by the table watch, which
looks every 2 s, so that a silent Redis slows nothing for long.
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
from runs.engine.slots import Slots
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
        self._desk = Desk(self.queues, self.owner, slots=slots)
        self.slots = Slots(slots, self._drain_quietly)
        self._stopping = threading.Event()
        self.leases = LeaseKeeper(beat=lambda: liveness.worker_beats(self.slots.free))

    def start(self) -> None:
        """Begin to work, to renew leases, to show life, and to look at the table when no hint comes."""
        self.leases.start()
        liveness.worker_beats(self.slots.count)
        self.slots.start()
        threading.Thread(target=self._watch, name="table-watch", daemon=True).start()

    def offer(self, queue: str, count: int) -> int:
        """Wake slots for `count` ready tasks of a queue; return for how many there was one."""
        return self.slots.wake(count) if queue in self.queues and not self._stopping.is_set() else 0

    def drain(self) -> int:
        """Work in the calling thread until nothing is ready or the process stops; return how many tasks were worked on."""
        done, claim = 0, self._claim()
        while claim is not None:
            claim = self._work(claim)
            done += 1
        return done

    def _drain_quietly(self) -> None:
        try:
            self.drain()
        except DatabaseError as error:
            log.warning("the database is away; the table watch tries again", error=str(error))
            close_old_connections()
        except Exception:
            # a slot must outlive whatever went wrong; the lease runs out and the reaper decides
            log.exception("a slot was interrupted")

    def work_once(self) -> bool:
        """Claim one task and do it; tell whether there was one."""
        claim = self._claim()
        if claim is not None:
            self._work(claim, then_next=False)
        return claim is not None

    def _claim(self) -> Claim | None:
        return None if self._stopping.is_set() else self._desk.take()

    def _work(self, claim: Claim, *, then_next: bool = True) -> Claim | None:
        self.leases.hold(claim)
        try:
            return self._do(claim, then_next=then_next)
        finally:
            self.leases.drop(claim)

    def stop(self, grace_s: float) -> None:
        """Claim nothing more; give back, unharmed, what is not done after `grace_s` seconds; return when the slots have ended."""
        self._stopping.set()
        self.slots.stop()
        if self.slots.join(grace_s):
            return
        # a slot may have claimed just before it was told to stop, so what is held is looked at more than once
        deadline = time.monotonic() + RELEASE_SECONDS
        while time.monotonic() < deadline:
            for claim in self.leases.held():
                claim.cancelled.set()
            if self.slots.join(CANCEL_SECONDS):
                return

    def _do(self, claim: Claim, *, then_next: bool) -> Claim | None:
        log.debug("task started", task_id=claim.spec.id, target=claim.spec.target, fence=claim.fence)
        try:
            outcome = executors.get(claim.executor).execute(ClaimedWork(claim))
            claim.finishing = True
            return self._desk.hand_in(claim, outcome, wants=then_next and not self._stopping.is_set())
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
        return self._claim() if then_next else None

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
        while not self._stopping.wait(settings.poll_seconds()):
            try:
                if time.monotonic() - tidied_at > TIDY_SECONDS:
                    tidied_at = time.monotonic()
                    executors.tidy()
                waiting = Task.objects.filter(status="ready", queue__in=self.queues, run__status="running").values_list("pk", flat=True)
                if self.slots.free:
                    self.slots.wake(len(waiting[: self.slots.free]))
            except Exception as error:  # noqa: BLE001 - the loop must outlive a database that is away
                log.warning("could not look at the table", error=str(error))
                close_old_connections()
        connection.close()


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
