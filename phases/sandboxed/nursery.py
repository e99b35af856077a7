"""Forks sandboxes from one process that has read the agents' code: an interpreter of its own would read it anew for every task.

Started by `phases.sandbox.nursery` with a clean environment and a socket. Each request is one message, a JSON object:

- `{"start": {"work": folder, "environment": {…}}}` with descriptors for standard input, output and error → `{"pid": N}`;
- `{"status": N}` → `{"status": S}`, the exit code, negative for a signal, null while it runs; what ended stays a zombie, its number taken;
- `{"reap": N}`, of one that has ended, frees its number.

Between requests it imports one agent, guard or tool after the other. It has one thread, so that a fork is whole, and ends when the
worker does. Standard library and this package only.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import select
import socket
import sys
import traceback
from collections.abc import Iterator
from typing import Any

from phases.sandboxed import assignment

MESSAGE_BYTES = 1 << 16
MARKER = "IDEAMINE_SANDBOX"
PACKAGES = ("agents", "guards", "tools")


class Nursery:
    """The answering side of the socket."""

    def __init__(self, door: socket.socket):
        self._door, self._mark, self._unread = door, _Mark(), _modules()

    def serve(self) -> None:
        """Answer requests until the worker closes the socket."""
        reading = True
        while True:
            if reading and not select.select([self._door], [], [], 0)[0]:
                reading = self._read_on()
                continue
            message, descriptors, _, _ = socket.recv_fds(self._door, MESSAGE_BYTES, 3)
            if not message:
                return
            try:
                answer = self._answer(json.loads(message), descriptors)
            except OSError as error:
                answer = {"error": str(error)}
            for descriptor in descriptors:
                os.close(descriptor)
            self._door.send(json.dumps(answer).encode())

    def _answer(self, request: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        if "start" in request:
            return {"pid": self._start(request["start"], descriptors)}
        if "status" in request:
            return {"status": _ending(request["status"], os.WEXITED | os.WNOHANG | os.WNOWAIT)}
        return {"status": _ending(request["reap"], os.WEXITED | os.WNOHANG)}

    def _start(self, wanted: dict[str, Any], descriptors: list[int]) -> int:
        # the collector of a fork must not write to what all share
        gc.freeze()
        pid = os.fork()
        if pid == 0:
            self._be_sandbox(wanted, descriptors)
        return pid

    def _be_sandbox(self, wanted: dict[str, Any], descriptors: list[int]) -> None:
        """Turn this fork into a sandbox, with a session, folder, pipes and environment of its own; never returns."""
        code = 1
        try:
            os.setsid()
            for target, descriptor in enumerate(descriptors):
                os.dup2(descriptor, target)
            os.closerange(3, os.sysconf("SC_OPEN_MAX"))
            os.chdir(wanted["work"])
            os.environ.clear()
            os.environ.update(wanted["environment"])
            self._mark.write(wanted["environment"][MARKER])
            gc.enable()
            assignment.serve()
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        except BaseException:  # noqa: BLE001 - the end of this process: whatever was raised may not reach the nursery's own frames
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError):
                sys.stderr.flush()
            os._exit(code)

    def _read_on(self) -> bool:
        """Import the next module, and return whether there was one. One that cannot be imported fails where it is used."""
        name = next(self._unread, None)
        if name is not None:
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        return name is not None


class _Mark:
    """The mark of a sandbox as others see it in /proc/PID/environ, which shows the memory that the process began with, not `os.environ`.

    The nursery began with a mark of equal length; a fork writes its own over it.
    """

    def __init__(self) -> None:
        getenv = ctypes.CDLL(None).getenv
        getenv.restype = ctypes.c_void_p
        self._place, self._length = getenv(MARKER.encode()), len(os.environ[MARKER])

    def write(self, mark: str) -> None:
        """Write the mark of this fork. Raises ValueError for one of another length."""
        if len(mark) != self._length:
            raise ValueError(f"a mark has {self._length} characters, not {len(mark)}")
        ctypes.memmove(self._place, mark.encode(), self._length)


def _ending(pid: int, options: int) -> int | None:
    found = os.waitid(os.P_PID, pid, options)
    if found is None:
        return None
    return found.si_status if found.si_code == os.CLD_EXITED else -found.si_status


def _modules() -> Iterator[str]:
    for name in PACKAGES:
        package = importlib.import_module(f"phases.sandboxed.{name}")
        yield from (found.name for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."))


if __name__ == "__main__":
    gc.disable()
    Nursery(socket.socket(fileno=int(sys.argv[1]))).serve()
