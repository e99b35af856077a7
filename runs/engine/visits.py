"""Visits at the desk: who waits there to be served, who rests there because nothing was ready, and who serves next.

Only threads and queues, no database. A desk has counters; whoever comes while one is free takes it and serves. A visit that asks
for work and finds none rests until somebody says that there is some (`call`). A call that finds too few at rest is
remembered, so that nobody goes to rest over work that came while he was looking.
"""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runs.engine.claims import Claim
    from runs.engine.results import Finished


class Visit:
    """A slot at the desk: what it hands in, whether it wants work, whether it waits for it, and the answer."""

    def __init__(self, finished: Finished | None, *, wants: bool, stays: bool):
        self.finished, self.wants, self.stays = finished, wants, stays
        # released when it is served and when a counter is left to it
        self.turn = threading.Semaphore(0)
        self.served = False
        self.skipped = False
        # it has been given a counter; it is at one; it is at one and found nothing
        self.called_to_serve = False
        self.serving = False
        self.hungry = False
        self.claim: Claim | None = None
        self.error: Exception | None = None

    @property
    def run_id(self) -> str | None:
        """The run whose task is handed in."""
        return self.finished.claim.run_id if self.finished else None

    def accepted(self) -> None:
        """Take note that what was handed in is written down; the visit may go on for work."""
        if self.finished is not None:
            self.finished.claim.ended, self.finished = True, None

    def serve(self, claim: Claim | None = None, error: Exception | None = None) -> None:
        """Give the answer and let the slot go on."""
        self.claim, self.error, self.served = claim, error, True
        self.turn.release()


class Visits:
    """The visits at one desk with so many counters. `on_rest` is called when one has gone to rest."""

    def __init__(self, counters: int, on_rest: Callable[[], object] = lambda: None):
        self._lock = threading.Lock()
        self._waiting: deque[Visit] = deque()
        self._resting: deque[Visit] = deque()
        self._free = counters
        self._missed = 0
        self._closed = False
        self._on_rest = on_rest

    @property
    def waiting(self) -> int:
        """How many wait to be served."""
        return len(self._waiting)

    @property
    def resting(self) -> int:
        """How many wait for work."""
        return len(self._resting)

    @property
    def free_counters(self) -> int:
        """How many counters nobody serves at."""
        return self._free

    def come(self, visit: Visit) -> None:
        """Wait to be served, or serve if a counter is free."""
        self._let_wait([visit])

    def takes_counter(self, visit: Visit) -> bool:
        """Tell, once, whether this visit was given a counter: it must serve, and then `leave`."""
        with self._lock:
            given, visit.called_to_serve = visit.called_to_serve, False
            return given

    def leave(self) -> None:
        """Leave a counter to the next who waits, or free."""
        with self._lock:
            self._free += 1
            heir = self._heir()
        self._let_serve(heir)

    def next(self, together: int) -> list[Visit]:
        """Return who is served together next: the first who wait or, when the first was skipped for its run, all of that run, who wait for it."""
        with self._lock:
            first = self._waiting[0] if self._waiting else None
            near = [visit for visit in self._waiting if visit.run_id == first.run_id] if first and first.skipped else self._waiting
            chosen = list(itertools.islice(near, together))
            self._waiting = deque(visit for visit in self._waiting if visit not in chosen)
        return chosen

    def put_back(self, skipped: Iterable[Visit]) -> None:
        """Let visits whose run was busy wait before all others."""
        for visit in skipped:
            visit.skipped = True
            with self._lock:
                self._waiting.appendleft(visit)

    def guests(self, count: int) -> list[Visit]:
        """Return up to `count` of those at rest, to be served with work that has just come up; who gets none goes back by `rest`."""
        with self._lock:
            return [self._resting.popleft() for _ in range(min(count, len(self._resting)))]

    def rest(self, hungry: Iterable[Visit]) -> None:
        """Let those for whom nothing was ready wait for work, or look again if a call was missed; who does not stay goes without."""
        with self._lock:
            staying = [visit for visit in hungry if not self._goes_without(visit)]
            again, resting = staying[: self._missed], staying[self._missed :]
            if staying:
                self._missed = 0
            self._resting.extend(resting)
            self._waiting.extend(again)
            heir = self._heir()
        self._let_serve(heir)
        if resting:
            self._on_rest()

    def _goes_without(self, visit: Visit) -> bool:
        if self._closed or not visit.stays:
            visit.serve()
            return True
        # one at a counter has yet to do what follows its transactions; it rests then
        visit.hungry = visit.serving
        return visit.serving

    def call(self, count: int) -> int:
        """Let up to `count` of those at rest look for work; return how many there were."""
        with self._lock:
            called = [self._resting.popleft() for _ in range(min(count, len(self._resting)))]
            self._missed += count - len(called)
        if called:
            self._let_wait(called)
        return len(called)

    def close(self) -> None:
        """Send away who rests and, from now on, whoever finds nothing."""
        with self._lock:
            self._closed = True
            while self._resting:
                self._resting.popleft().serve()

    def _let_wait(self, visits: Iterable[Visit]) -> None:
        with self._lock:
            self._waiting.extend(visits)
            heir = self._heir()
        self._let_serve(heir)

    def _heir(self) -> Visit | None:
        """Give a free counter to the first who waits and has none."""
        heir = next((visit for visit in self._waiting if not visit.called_to_serve), None) if self._free else None
        if heir is not None:
            self._free -= 1
            heir.called_to_serve = True
        return heir

    def _let_serve(self, heir: Visit | None) -> None:
        if heir is not None:
            heir.turn.release()
