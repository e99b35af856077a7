"""The worker's side of the nursery (`phases.sandboxed.nursery`): the process that sandboxes are forked from, one a worker process."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from phases.sandbox.errors import SandboxFailed
from phases.sandboxed.nursery import MESSAGE_BYTES

COMMAND = (sys.executable, "-P", "-s", "-m", "phases.sandboxed.nursery")
NO_MARK = "0" * 32
# a fork takes milliseconds: who is silent for so long, on however busy a machine, answers no more
PATIENCE_S = 60.0


class Nursery:
    """Starts sandboxes. Safe for many threads; the process behind it is started when first needed, and again should it die or hang."""

    def __init__(self, environment: Mapping[str, str], *, patience_s: float = PATIENCE_S):
        """`environment` is all that the process knows of its surroundings; one that answers nothing for `patience_s` is replaced."""
        self._environment, self._patience_s = dict(environment), patience_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None
        self._held: set[int] = set()

    def start(self, work: Path, environment: Mapping[str, str], descriptors: Sequence[int]) -> int:
        """Start a sandbox in a folder, with these as standard input, output and error; return its number. Raises SandboxFailed."""
        request = {"start": {"work": str(work), "environment": dict(environment)}}
        with self._lock:
            # the process may have died since the last start: then a new one is asked
            answer = self._ask(request, descriptors, begin=True) or self._ask(request, descriptors, begin=True)
            if answer is None or "error" in answer:
                raise SandboxFailed(f"the sandbox in {work} could not be started: {answer['error'] if answer else 'its nursery died'}")
            self._held.add(answer["pid"])
            return int(answer["pid"])

    def holds(self, pid: int) -> bool:
        """Tell whether the number of a sandbox is surely still its own, because the process that started it lives and has not reaped it."""
        with self._lock:
            return pid in self._held and self._process is not None and self._process.poll() is None

    def status(self, pid: int) -> int | None:
        """Return how a sandbox ended (exit code, negative for a signal); None while it runs, or when that cannot be known any more."""
        with self._lock:
            answer = self._ask({"status": pid})
        return None if answer is None else answer.get("status")

    def reap(self, pid: int) -> None:
        """Free the number of a sandbox that has ended."""
        with self._lock:
            self._held.discard(pid)
            self._ask({"reap": pid})

    def close(self) -> None:
        """End the process; sandboxes that were started are their owners' to kill."""
        with self._lock:
            self._end()

    def _ask(self, request: Mapping[str, Any], descriptors: Sequence[int] = (), *, begin: bool = False) -> dict[str, Any] | None:
        """Send a request and return the answer, None when there is nobody to answer."""
        if self._door is None and begin:
            self._begin()
        if self._door is None:
            return None
        with contextlib.suppress(OSError):
            socket.send_fds(self._door, [json.dumps(request).encode()], list(descriptors))
            answer = self._door.recv(MESSAGE_BYTES)
            if answer:
                return json.loads(answer)
        self._end()
        return None

    def _begin(self) -> None:
        try:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                command = [*COMMAND, str(theirs.fileno())]
                self._process = subprocess.Popen(
                    command, cwd="/", env=self._environment, pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            raise SandboxFailed(f"sandboxes cannot be started: {error}") from error
        ours.settimeout(self._patience_s)
        self._door = ours

    def _end(self) -> None:
        if self._door is not None and self._process is not None:
            self._door.close()
            self._process.kill()
            self._process.wait()
        self._door = self._process = None
        self._held.clear()
