"""The `process` backend: one fresh Python process a task, in its own session, with a clean environment and its own folder.

Own process group, resource limits, a network namespace where the kernel allows: this keeps honest code from
harm and cleans up after it. It is no isolation for hostile code, and every artifact's provenance says so.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

from phases.sandbox import folders
from phases.sandbox.errors import SandboxFailed
from phases.sandbox.pipes import Pipes

BACKEND = "process"
ISOLATION = "no isolation for hostile code"
PROJECT = Path(__file__).resolve().parents[2]
MARKER = "IDEAMINE_SANDBOX"
KILL_ROUNDS = 50


class SandboxProcess:
    """A started process that waits for its assignment. It serves one, and is then killed with all it started."""

    def __init__(self, root: Path):
        """Start it in a folder below `root`. Raises SandboxFailed."""
        self.marker = uuid.uuid4().hex
        self.folder = root / f"spare-{self.marker}"
        self.network: str | None = None
        self._network_held: int | None = None
        work = self.folder / "work"
        try:
            (work / "tmp").mkdir(parents=True)
            self._process = _start(work, self.marker)
            self.pid = self._process.pid
            try:
                folders.record_owner(self.folder, child=self.pid, marker=self.marker)
                self.pipes = Pipes(stdin=self._process.stdin, stdout=self._process.stdout, stderr=self._process.stderr, pid=self.pid)
            except OSError:
                self._end()
                raise
        except OSError as error:
            folders.remove(self.folder)
            raise SandboxFailed(f"the sandbox in {self.folder} could not be started: {error}") from error

    @property
    def alive(self) -> bool:
        """Whether the process still runs; it is not reaped, so that its number stays taken."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def rename(self, name: str) -> None:
        """Give the folder the name of the task; the process learns it from its own working directory."""
        target = self.folder.with_name(name)
        folders.remove(target)
        self.folder = self.folder.rename(target)

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
        self.pipes.close()
        folders.remove(self.folder)

    def _end(self) -> None:
        # the group is killed before the leader is reaped: until then nobody else can get its number
        kill_group(self.pid, self.marker, self.network, held=self._network_held is not None)
        self._process.wait()
        if self._network_held is not None:
            os.close(self._network_held)
            self._network_held = None
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            stream.close()


def _start(work: Path, marker: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-s", "-m", "phases.sandboxed"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=work, env=environment(work, marker), stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0, start_new_session=True)


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
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        pass  # all of the group are gone
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
