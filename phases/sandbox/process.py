"""The `process` backend: one process a task, forked fresh, in its own session, with a clean environment and its own folder.

Own process group, resource limits, a network namespace where the kernel allows: this keeps honest code from
harm and cleans up after it. It is no isolation for hostile code, and every artifact's provenance says so.
"""

from __future__ import annotations

import os
import signal
import sys
import uuid
from pathlib import Path
from typing import Any

from phases.sandbox import folders
from phases.sandbox.errors import SandboxFailed
from phases.sandbox.nursery import NO_MARK, Nursery
from phases.sandbox.pipes import Pipes
from phases.sandboxed.nursery import MARKER

BACKEND = "process"
ISOLATION = "no isolation for hostile code"
PROJECT = Path(__file__).resolve().parents[2]
KILL_ROUNDS = 50
# a group number that no process can have: Linux numbers end at 2**22
NO_GROUP = 2**22 + 1


class SandboxProcess:
    """A started process that waits for its assignment. It serves one, and is then killed with all it started."""

    def __init__(self, nursery: Nursery, root: Path, name: str):
        """Start it in the folder `name` below `root`, in the place of what stands there. Raises SandboxFailed."""
        self.marker = uuid.uuid4().hex
        self.folder = root / name
        self.network: str | None = None
        self._network_held: int | None = None
        self._nursery = nursery
        work = self.folder / "work"
        try:
            folders.remove(self.folder)
            (work / "tmp").mkdir(parents=True)
            self.pid, *ends = _start(nursery, work, self.marker)
            self.pipes = Pipes(*ends, pid=self.pid, status=lambda: nursery.status(self.pid))
            try:
                folders.record_owner(self.folder, child=self.pid, marker=self.marker)
            except OSError:
                self._end()
                raise
        except SandboxFailed:
            folders.remove(self.folder)
            raise
        except OSError as error:
            folders.remove(self.folder)
            raise SandboxFailed(f"the sandbox in {self.folder} could not be started: {error}") from error

    def note_network(self) -> str | None:
        """Record and return the process's own network namespace, None when it shares the worker's.

        The namespace is held open until the sandbox has ended: the kernel gives the number of one that is gone to the next,
        and with it the sandboxes of others would be killed.
        """
        self.network = folders.record_network(self.folder, self.pid)
        if self.network is not None and self._network_held is None:
            self._network_held = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        return self.network

    def kill(self) -> None:
        """Kill the process and everything that it started, then remove its folder."""
        self._end()
        folders.remove(self.folder)

    def _end(self) -> None:
        # the group is killed before the leader is reaped: until then nobody else can get its number
        leader = self.pid if self._nursery.holds(self.pid) else NO_GROUP
        kill_group(leader, self.marker, self.network, held=self._network_held is not None)
        self.pipes.wait_for_end()
        self._nursery.reap(self.pid)
        if self._network_held is not None:
            os.close(self._network_held)
            self._network_held = None
        self.pipes.close()


def nursery(**options: Any) -> Nursery:
    """Return the nursery of a worker process; it starts when it is first needed. `options` are those of `Nursery`."""
    return Nursery(environment(Path("/"), NO_MARK), **options)


def _start(nursery: Nursery, work: Path, marker: str) -> tuple[int, int, int, int]:
    """Start a sandbox; return its number and our ends of its standard input, output and error."""
    theirs_in, ours_in = os.pipe()
    ours_out, theirs_out = os.pipe()
    ours_err, theirs_err = os.pipe()
    ours = (ours_in, ours_out, ours_err)
    try:
        return (nursery.start(work, environment(work, marker), (theirs_in, theirs_out, theirs_err)), *ours)
    except SandboxFailed:
        for descriptor in ours:
            os.close(descriptor)
        raise
    finally:
        for descriptor in (theirs_in, theirs_out, theirs_err):
            os.close(descriptor)


def environment(work: Path, marker: str) -> dict[str, str]:
    """Return the whole environment of a sandbox: nothing of the worker's is handed on."""
    binaries = str(Path(sys.executable).parent)
    return {
        "PATH": f"{binaries}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(work),
        "TMPDIR": str(work / "tmp"),
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        MARKER: marker,
    }


def kill_group(leader: int, marker: str, network: str | None, *, held: bool = False) -> None:
    """Kill a process group, and whoever left it but still carries the sandbox's mark or sits in its network namespace.

    `held` says that the namespace is known to be the sandbox's still; otherwise whoever carries another sandbox's mark is spared.
    """
    # a process that was forked in this instant leads no group yet
    for kill in (os.kill, os.killpg):
        try:
            kill(leader, signal.SIGKILL)
        except ProcessLookupError:
            pass  # gone, and all of the group
    for _ in range(KILL_ROUNDS):
        left = [pid for pid in members(marker, network, held=held) if pid != leader]
        if not left:
            return
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # gone between the look and the kill


def members(marker: str, network: str | None, *, held: bool = False) -> list[int]:
    """Return the living processes of a sandbox, by its mark in their environment or by its network namespace (`held` as in `kill_group`)."""
    found, mark = [], f"{MARKER}={marker}".encode()
    for name in os.listdir("/proc"):
        if name.isdigit() and _belongs(name, mark, network, held=held):
            found.append(int(name))
    return found


def _belongs(pid: str, mark: bytes, network: str | None, *, held: bool) -> bool:
    try:
        inside = network is not None and os.readlink(f"/proc/{pid}/ns/net") == network
        if inside and held:
            return True
        with open(f"/proc/{pid}/environ", "rb") as file:
            names = file.read().split(b"\0")
    except OSError:
        return False  # gone, a zombie, or another user's
    return mark in names or (inside and not any(name.startswith(f"{MARKER}=".encode()) for name in names))
