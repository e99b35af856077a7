"""JSON-RPC 2.0 over lines: the only door out of the sandbox. Used by `context.Context`.

The worker on the other side answers every request; when it goes away, standard input ends and this
process kills its own process group, so that no orphan goes on working.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from typing import Any, BinaryIO, Protocol


class RequestRefused(RuntimeError):
    """The worker refused the request, or failed to carry it out. `code` is the JSON-RPC error code."""

    def __init__(self, message: str, code: int = -32000, data: Any = None):
        super().__init__(message)
        self.code = code
        self.data = data


class Channel(Protocol):
    """What a context needs of its worker: SHALL answer each request in order, or raise RequestRefused."""

    def request(self, method: str, params: dict[str, Any]) -> Any: ...

    def notify(self, method: str, params: dict[str, Any]) -> None: ...


class StdioChannel:
    """The channel of a real sandbox: requests on standard output, answers on standard input."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO):
        self._reader, self._writer = reader, writer
        self._answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._number = 0

    def receive(self) -> dict[str, Any]:
        """Read the first line, the assignment, and return its parameters; exits quietly when the worker goes away before."""
        first = self._reader.readline()
        if not first:
            raise SystemExit(0)
        return json.loads(first)["params"]

    def listen(self) -> None:
        """Begin to take answers in a thread of its own; before, the process is single-threaded, as its confinement needs."""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._reader:
            self._answers.put(json.loads(line))
        os.killpg(os.getpgrp(), signal.SIGKILL)

    def _send(self, message: dict[str, Any]) -> None:
        self._writer.write(json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode() + b"\n")
        self._writer.flush()

    def request(self, method: str, params: dict[str, Any]) -> Any:
        with self._lock:
            self._number += 1
            self._send({"id": self._number, "method": method, "params": params})
            answer = self._answers.get()
        if "error" in answer:
            error = answer["error"]
            raise RequestRefused(error["message"], error.get("code", -32000), error.get("data"))
        return answer["result"]

    def notify(self, method: str, params: dict[str, Any]) -> None:
        with self._lock:
            self._send({"method": method, "params": params})


def stdio() -> StdioChannel:
    """Return the channel over the process's own pipes; whatever else prints goes to standard error."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    sys.stdout = sys.stderr
    return StdioChannel(reader, writer)
