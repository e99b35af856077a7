"""Is a process alive, and end it: read from /proc, because a zombie answers `kill(pid, 0)` like the living."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

POLL_SECONDS = 0.02


def state(pid: int) -> str | None:
    """The one-letter state of the process from /proc, or None when there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    # The command name stands in parentheses and may contain anything, so the state is counted from the last one.
    return stat.rpartition(")")[2].split()[0]


def alive(pid: int) -> bool:
    """True when the process exists and is neither a zombie nor dead."""
    return state(pid) not in (None, "Z", "X", "x")


def command_line(pid: int) -> str:
    """The command line with spaces between its words; empty when it cannot be read."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def with_command_line(words: str, *, uid: int) -> list[int]:
    """The pids of that account's living processes whose command line contains the words, each of them whole."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if f" {words} " in f" {command_line(pid)} " and alive(pid) and _owner(pid) == uid]


def wait_until_gone(pid: int, seconds: float) -> bool:
    """True when the process is gone within that many seconds."""
    deadline = time.monotonic() + seconds
    while alive(pid):
        _reap(pid)
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def end(pid: int, first: signal.Signals, *, grace_seconds: float) -> None:
    """Send `first`, and SIGKILL when the process still lives after the grace."""
    for number in (first, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if wait_until_gone(pid, grace_seconds):
            return


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except (ChildProcessError, OSError):
        return


def _owner(pid: int) -> int | None:
    try:
        return Path(f"/proc/{pid}").stat().st_uid
    except OSError:
        return None
