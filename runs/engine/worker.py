"""The worker (the spec's `WorkerPool` is Celery's thread pool around it): claim, do, write the result, claim again.

`work_once` is one unit and says whether it found work; `drain` loops over it in a slot of this process. A hint from Redis
only makes a thread call `drain`; a watcher does the same every 2 s without hints, so a silent Redis slows nothing for long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import structlog
from django.db import DatabaseError, close_old_connections, connection

from runs.engine import claims, executors, liveness, results, settings
from runs.engine.claims import Claim
from runs.engine.leases import LeaseKeeper
from runs.engine.work import ClaimedWork
from runs.errors import BudgetExceeded, LostLease, TaskError
from runs.models import Task

TIDY_SECONDS = 10.0
DEFAULT_QUEUES = ("agent", "tool")
log = structlog.get_logger(__name__)


class Worker:
    """The slots of one process. `slots` tasks run at once; `queues` are those that it claims from."""

    def __init__(self, slots: int, queues: Sequence[str] = DEFAULT_QUEUES, *, owner: str | None = None):
        self.queues = tuple(queues)
        self.owner = owner or liveness.owner()
        self.slots = slots
        self._free = threading.Semaphore(slots)
        self._busy = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.leases = LeaseKeeper(beat=lambda: liveness.worker_beats(self.free_slots))

    @property
    def free_slots(self) -> int:
        return max(0, self.slots - self._busy)

    def start(self) -> None:
        """Begin to renew leases, to show life, and to look at the table when no hint comes."""
        self.leases.start()
        liveness.worker_beats(self.free_slots)
        threading.Thread(target=self._watch, name="table-watch", daemon=True).start()

    def drain(self) -> int:
        """Work until nothing is ready or the process stops; return how many tasks were worked on. Returns 0 at once without a free slot."""
        if self._stopping.is_set() or not self._free.acquire(blocking=False):
            return 0
        with self._lock:
            self._busy += 1
        done = 0
        try:
            claim = self._claim()
            while claim is not None:
                claim = self._work(claim) or self._claim()
                done += 1
        except DatabaseError as error:
            log.warning("the database is away; the table watch tries again", error=str(error))
            close_old_connections()
        finally:
            with self._lock:
                self._busy -= 1
            self._free.release()
        return done

    def work_once(self) -> bool:
        """Claim one task and do it; tell whether there was one."""
        claim = self._claim()
        if claim is not None:
            self._work(claim, then_next=False)
        return claim is not None

    def _claim(self) -> Claim | None:
        return None if self._stopping.is_set() else claims.claim(self.queues, self.owner)

    def _work(self, claim: Claim, *, then_next: bool = True) -> Claim | None:
        self.leases.hold(claim)
        try:
            return self._do(claim, then_next=then_next)
        finally:
            self.leases.drop(claim)

    def stop(self, grace_s: float) -> None:
        """Claim nothing more; give back, unharmed, what is not done after `grace_s` seconds."""
        self._stopping.set()
        deadline = time.monotonic() + grace_s
        while self.leases.held() and time.monotonic() < deadline:
            time.sleep(0.05)
        for claim in self.leases.held():
            claim.cancelled.set()

    def _do(self, claim: Claim, *, then_next: bool) -> Claim | None:
        log.debug("task started", task_id=claim.spec.id, target=claim.spec.target, fence=claim.fence)
        try:
            outcome = executors.get(claim.executor).execute(ClaimedWork(claim))
            claim.finishing = True
            return results.complete(claim, outcome, next_of=(self.queues, self.owner) if then_next and not self._stopping.is_set() else None)
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
        return None

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
                for _ in range(min(self.free_slots, len(waiting[: self.slots]))):
                    threading.Thread(target=self._drain_and_close, name="table-work", daemon=True).start()
            except Exception as error:  # noqa: BLE001 - the loop must outlive a database that is away
                log.warning("could not look at the table", error=str(error))
                close_old_connections()

    def _drain_and_close(self) -> None:
        try:
            self.drain()
        finally:
            connection.close()


_worker: Worker | None = None


def current() -> Worker:
    """Return this process's worker; one slot and all queues unless `install` was called."""
    return _worker or install(slots=1)


def installed() -> Worker | None:
    """Return this process's worker if it has one."""
    return _worker


def install(*, slots: int, queues: Sequence[str] = DEFAULT_QUEUES, **options: Any) -> Worker:
    """Make and start this process's worker."""
    global _worker
    _worker = Worker(slots, queues, **options)
    _worker.start()
    return _worker
