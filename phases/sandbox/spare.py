"""Sandboxes that are started ahead, so that a task need not wait for an interpreter. Each serves one task, none is used twice."""

from __future__ import annotations

import logging
import threading
from collections import deque
from pathlib import Path

from phases.sandbox.errors import SandboxFailed
from phases.sandbox.process import SandboxProcess

log = logging.getLogger("ideamine.sandbox")


class SparePool:
    """Keeps up to `size` started processes; `size` 0 starts each on demand. Safe for many threads."""

    def __init__(self, root: Path, size: int):
        self._root, self._size = root, size
        self._spares: deque[SandboxProcess] = deque()
        self._lock = threading.Lock()
        self._wanted = threading.Event()
        self._closed = False
        self._filler: threading.Thread | None = None

    def take(self) -> SandboxProcess:
        """Return a process that waits for its assignment; the caller owns and kills it. Raises SandboxFailed."""
        process = self._pop()
        while process is not None and not process.alive:
            process.kill()
            process = self._pop()
        if self._size:
            self._refill()
        return process or SandboxProcess(self._root)

    def close(self) -> None:
        """Stop filling and kill what waits; processes that were taken are their owners' to kill."""
        with self._lock:
            self._closed = True
        self._wanted.set()
        if self._filler is not None:
            self._filler.join()
        while (process := self._pop()) is not None:
            process.kill()

    def _pop(self) -> SandboxProcess | None:
        with self._lock:
            return self._spares.popleft() if self._spares else None

    def _refill(self) -> None:
        with self._lock:
            if self._filler is None and not self._closed:
                self._filler = threading.Thread(target=self._fill, name="sandbox-spares", daemon=True)
                self._filler.start()
        self._wanted.set()

    def _fill(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            while not self._closed and len(self._spares) < self._size:
                try:
                    process = SandboxProcess(self._root)
                except SandboxFailed as error:
                    # a task will meet the same error and report it; here it must not end the thread
                    log.warning("no spare sandbox: %s", error)
                    break
                with self._lock:
                    self._spares.append(process)
            if self._closed:
                return
