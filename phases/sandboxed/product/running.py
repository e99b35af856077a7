"""Starts a checked-out product for tools and agents, and stops it again."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

START_TIMEOUT_S = 20
STOP_TIMEOUT_S = 5
START_COMMAND = ("python", "-m", "app", "--host", "127.0.0.1", "--port", "8000", "--database", "data.sqlite3")
TEST_COMMAND = ("python", "-m", "unittest", "discover", "-s", "tests", "-t", ".")
READY = "listening on "


class ServiceFailed(RuntimeError):
    """The product did not start; the message carries what it printed."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """A running product: `url` without a slash at the end, the process id, its database file, its log."""

    url: str
    pid: int
    database: Path
    log: Path
    command: str


def clean_environment() -> dict[str, str]:
    """Return the environment for the product's own processes: nothing of ours on its import path."""
    return {**{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, "PYTHONDONTWRITEBYTECODE": "1"}


@contextlib.contextmanager
def running(repo_path: Path, workdir: Path, *, database: str = "service.sqlite3") -> Iterator[Service]:
    """Start the product of a work tree on a free port of 127.0.0.1, yield it, and stop it.

    The database and the log lie in `workdir`. Raises ServiceFailed when it is not ready within START_TIMEOUT_S seconds.
    """
    file, log = workdir / database, workdir / f"{database}.log"
    command = [sys.executable, "-m", "app", "--host", "127.0.0.1", "--port", "0", "--database", str(file)]
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, cwd=repo_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=clean_environment()) as process,
    ):
        try:
            url = _address(process, log)
            yield Service(url=url, pid=process.pid, database=file, log=log, command="python -m app --host 127.0.0.1 --port 0")
        finally:
            _stop(process)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait for the line that tells the address; a process that stays silent is killed by the timer, which ends the wait."""
    timer = threading.Timer(START_TIMEOUT_S, process.kill)
    timer.start()
    try:
        line = process.stdout.readline().decode(errors="replace").strip() if process.stdout else ""
    finally:
        timer.cancel()
    if not line.startswith(READY):
        process.kill()
        process.wait()
        said = log.read_text(errors="replace")[-2000:]
        raise ServiceFailed(f"the product did not start: it printed {line!r}, exit code {process.returncode}; {said}")
    return line.removeprefix(READY)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
