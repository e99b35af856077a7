"""The platform: one set of workers, control worker and beat in a `var/`, and a web process where wanted.

Several commands may run beside one another (`up`, two `start_run`). The one that holds the lock `var/platform.lock` leads: it has
the workers and beat. The others stand by, and one of them takes over when the leader goes, so nobody waits without workers.
"""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ideamine.platform.children import Child
from ideamine.platform.services import Service

WATCH_SECONDS = 0.2
LOOK_AFTER_SECONDS = 1.0
STOP_GRACE_SECONDS = 25.0


class Platform:
    """The processes of one command. `shared` ones run once a `var/`, `own` ones always.

    `say` gets one sentence for each thing that happens; the leader calls `look_after` each second and says what it returns.
    `start` returns at once; `stop` returns when everything has ended.
    """

    def __init__(
        self,
        var: Path,
        environment: Mapping[str, str],
        *,
        shared: Sequence[Service],
        own: Sequence[Service] = (),
        say: Callable[[str], None] = lambda sentence: None,
        look_after: Callable[[], str | None] = lambda: None,
        stop_grace_seconds: float = STOP_GRACE_SECONDS,
    ) -> None:
        def child(service: Service) -> Child:
            return Child(service, environment={**environment, "IDEAMINE_VAR": str(var)}, log_folder=var / "log")

        self._var = var
        self._shared = [child(service) for service in shared]
        self._own = [child(service) for service in own]
        self._started: list[Child] = []
        self._say = say
        self._look_after = look_after
        self._stop_grace_seconds = stop_grace_seconds
        self._look_after_at = 0.0
        self._lock: int | None = None
        self._leave = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def leading(self) -> bool:
        """True when this platform has the workers and beat."""
        return self._lock is not None

    def pids(self) -> dict[str, int]:
        """The pid of every running process by its service's name."""
        return {child.service.name: child.pid for child in list(self._started) if child.pid is not None}

    def start(self) -> None:
        """Start the processes, or stand by where another platform leads."""
        self._var.mkdir(parents=True, exist_ok=True)
        self._thread = threading.Thread(target=self._run, name="platform")
        self._thread.start()

    def stop(self) -> None:
        """Ask every process to end, kill what does not end in time, and give the lead away."""
        self._leave.set()
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Platform:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            self._start(self._own)
            while True:
                if not self.leading and self._take_lead():
                    self._start(self._shared)
                self._watch(time.monotonic())
                if self._leave.wait(WATCH_SECONDS) or not threading.main_thread().is_alive():
                    # without the second an interruption between start and stop would leave this thread, and with it the process, for ever
                    return
        finally:
            self._end_all()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def _watch(self, now: float) -> None:
        happened = [child.watch(now) for child in self._started]
        if self.leading and now >= self._look_after_at:
            self._look_after_at = now + LOOK_AFTER_SECONDS
            happened.append(self._look_after())
        for sentence in filter(None, happened):
            self._say(sentence)

    def _start(self, children: Sequence[Child]) -> None:
        for child in children:
            self._started.append(child)
            child.start(time.monotonic())

    def _take_lead(self) -> bool:
        descriptor = os.open(lock_file(self._var), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._lock = descriptor
        return True

    def _end_all(self) -> None:
        for child in self._started:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + self._stop_grace_seconds
        while any(child.pid for child in self._started) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self._started:
            # The group too: a process that ended may have left a child in it.
            child.signal_group(signal.SIGKILL)
        for child in self._started:
            child.wait()


def lock_file(var: Path) -> Path:
    """The file whose lock says who leads; it holds the leader's pid."""
    return var / "platform.lock"


def running(var: Path) -> int | None:
    """The pid of the process whose platform leads in this `var/`, or None when none does."""
    try:
        descriptor = os.open(lock_file(var), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        # The kernel drops the lock with its holder, so a killed platform never looks alive.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(os.read(descriptor, 32) or b"0")
    else:
        return None
    finally:
        os.close(descriptor)
