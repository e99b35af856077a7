"""The slots of a worker process: threads that sleep until somebody says that there is work.

A wake-up that finds every slot busy is remembered, so that no slot goes to sleep over work that came while it was looking.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Slots:
    """`count` threads that call `work()` each time they are woken; `work` returns when it finds nothing more to do."""

    def __init__(self, count: int, work: Callable[[], object]):
        self.count = count
        self._work = work
        self._lock = threading.Lock()
        self._wakes = threading.Semaphore(0)
        self._asleep = 0
        self._missed = False
        self._stopping = False
        self._threads = [threading.Thread(target=self._run, name=f"slot-{number}", daemon=True) for number in range(1, count + 1)]

    def start(self) -> None:
        """Start the threads; they look for work once, then sleep."""
        for thread in self._threads:
            thread.start()

    @property
    def free(self) -> int:
        """How many slots sleep."""
        return self._asleep

    def wake(self, count: int = 1) -> int:
        """Wake up to `count` slots and return how many were asleep."""
        with self._lock:
            woken = min(count, self._asleep)
            self._asleep -= woken
            if woken < count:
                self._missed = True
        for _ in range(woken):
            self._wakes.release()
        return woken

    def stop(self) -> None:
        """Let every slot end after what it does now."""
        with self._lock:
            self._stopping = True
        for _ in self._threads:
            self._wakes.release()

    def join(self, timeout_s: float) -> bool:
        """Wait at most `timeout_s` seconds until the slots have ended; tell whether all have."""
        deadline = time.monotonic() + timeout_s
        # one that was not started yet, because the process is ended while it starts, has nothing to end
        for thread in (thread for thread in self._threads if thread.ident is not None):
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        while not self._stopping:
            self._work()
            with self._lock:
                if self._missed:
                    self._missed = False
                    continue
                self._asleep += 1
            self._wakes.acquire()
