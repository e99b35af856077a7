"""One watched process: in a process group of its own, its output in a log file, started again with a growing pause when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ideamine import paths
from ideamine.platform.services import Service

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
LOG_LIMIT_BYTES = 10 * 1024 * 1024


class Child:
    """A Service as a process. All methods take the monotonic clock's `now`; all are called from one thread.

    The kernel ties a child's life to the *thread* that started it, hence the one thread.
    """

    def __init__(self, service: Service, *, environment: Mapping[str, str], log_folder: Path) -> None:
        self.service = service
        self.restarts = 0
        self._environment = {**environment, **service.environment}
        self._log = log_folder / f"{service.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_again_at: float | None = None
        self._pause_seconds = FIRST_PAUSE_SECONDS

    @property
    def pid(self) -> int | None:
        """The pid while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def log(self) -> Path:
        """The log file."""
        return self._log

    def start(self, now: float) -> None:
        """Start the process."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.exists() and self._log.stat().st_size > LOG_LIMIT_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        command = [sys.executable, "-m", "ideamine.platform.bound", str(os.getpid()), *self.service.command]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=paths.PROJECT,
                env={**os.environ, **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started_at, self._start_again_at = now, None

    def watch(self, now: float) -> str | None:
        """Look once: note a death, start again when the pause is over. Returns a sentence when something happened."""
        if self._start_again_at is not None:
            if now < self._start_again_at:
                return None
            self.restarts += 1
            self.start(now)
            return f"{self.service.name} started again"
        if self._process is None or (code := self._process.poll()) is None:
            return None
        self.signal_group(signal.SIGKILL)  # what it left behind in its group
        if now - self._started_at > STEADY_AFTER_SECONDS:
            self._pause_seconds = FIRST_PAUSE_SECONDS
        pause, self._pause_seconds = self._pause_seconds, min(self._pause_seconds * 2, LONGEST_PAUSE_SECONDS)
        self._start_again_at = now + pause
        return f"{self.service.name} ended with code {code}, see {self._log}; it starts again in {pause:.0f} s"

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the process and everything in its group."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, number)
            except (ProcessLookupError, PermissionError):
                return

    def wait(self) -> None:
        """Wait for the end of a process that was killed, so that no zombie stays."""
        if self._process is not None:
            self._process.wait()
