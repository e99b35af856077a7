"""The embedded engines of one `var/`: started by whoever needs them first, stopped by the last one to leave.

1. Who uses them holds a shared `flock` on `var/engines/users.lock`. The kernel drops it with the process, so a killed user leaves no trace.
2. Starting and stopping happen under an exclusive `flock` on `var/engines/engines.lock`: one owner at a time.
3. Whoever leaves tries to turn the shared lock into an exclusive one; that works for the last user only, and that one stops the engines.
4. Engines whose users were all killed go on running; the next user finds them by pid file and /proc, adopts them, and stops them when it leaves.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ideamine.embedded import places as folders
from ideamine.embedded import postgres, redis_server
from ideamine.embedded.errors import EngineUnavailable


@dataclass(frozen=True, kw_only=True)
class Urls:
    """How to reach the two engines, in the form of DATABASE_URL and REDIS_URL."""

    database_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        """The two environment variables that worker processes are given."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@dataclass(frozen=True, kw_only=True)
class Status:
    """The pids of the living engines; None for one that is not running."""

    postgres_pid: int | None
    redis_pid: int | None

    @property
    def running(self) -> bool:
        """True when both live."""
        return self.postgres_pid is not None and self.redis_pid is not None


@dataclass(kw_only=True)
class Lease:
    """One use of the engines. `release` gives it back; the last one stops them."""

    var: Path
    urls: Urls
    descriptor: int

    def release(self) -> None:
        """Give the use back; a second call does nothing."""
        if self.descriptor < 0:
            return
        descriptor, self.descriptor = self.descriptor, -1
        with _exclusively(self.var):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                _stop(self.var)
            finally:
                os.close(descriptor)

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


_kept: dict[Path, Lease] = {}


def acquire(var: Path, *, postgres_options: Mapping[str, str] | None = None) -> Lease:
    """Start what is not running, adopt what is, and return a Lease on both.

    `postgres_options` (server settings) count only for a server that this call starts. Raises EngineUnavailable with a remedy.
    """
    var = _writable(var)
    with _exclusively(var):
        # Nobody holds users.lock exclusively outside of engines.lock, so this does not wait.
        descriptor = os.open(var / "engines" / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            places = folders.settle(var)
            postgres.start(places, postgres_options)
            redis_server.start(places)
        except BaseException:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(var)
            os.close(descriptor)
            raise
    return Lease(var=var, urls=_urls(places), descriptor=descriptor)


def ensure(var: Path) -> Urls:
    """The URLs of running engines, for as long as this process lives. A second call costs nothing."""
    var = _writable(var)
    if var not in _kept:
        _kept[var] = acquire(var)
        atexit.register(_kept[var].release)
    return _kept[var].urls


def expected_urls(var: Path) -> Urls:
    """Where the engines answer, or would if they ran. Starts nothing and makes no folder, so the settings may ask."""
    return _urls(folders.remembered(var))


def status(var: Path) -> Status:
    """Which engines live, from pid files and /proc. Starts nothing and makes no folder."""
    if not (var / "engines" / "places.json").exists():
        return Status(postgres_pid=None, redis_pid=None)
    places = folders.remembered(var)
    return Status(postgres_pid=postgres.pid(places), redis_pid=redis_server.pid(places))


def revive(var: Path) -> bool:
    """Start again what died while it was in use; True when something had to be started. For whoever holds a Lease, once a second."""
    if status(var).running or not (var / "engines" / "places.json").exists():
        return False
    with _exclusively(var):
        places = folders.settle(var)
        postgres.start(places)
        redis_server.start(places)
    return True


def stop(var: Path) -> None:
    """Stop the engines of this `var/`, whoever uses them."""
    if (var / "engines" / "places.json").exists():
        with _exclusively(var):
            _stop(var)


def remove(var: Path) -> None:
    """Stop the engines and remove their data, wherever it lies."""
    stop(var)
    folders.remove(var)


def _urls(places: folders.Places) -> Urls:
    return Urls(database_url=postgres.url(places), redis_url=redis_server.url(places))


def _stop(var: Path) -> None:
    places = folders.remembered(var)
    redis_server.stop(places)
    postgres.stop(places)


@contextlib.contextmanager
def _exclusively(var: Path) -> Iterator[None]:
    (var / "engines").mkdir(parents=True, exist_ok=True)
    descriptor = os.open(var / "engines" / "engines.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _writable(var: Path) -> Path:
    try:
        (var / "engines").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineUnavailable(f"The folder {var} cannot be written ({error.strerror}): set IDEAMINE_VAR to a folder that you own.") from error
    if not os.access(var / "engines", os.W_OK):
        raise EngineUnavailable(f"The folder {var} belongs to somebody else: set IDEAMINE_VAR to a folder that you own.")
    return var.resolve()
