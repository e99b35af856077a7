"""One conversation with a sandbox, from its assignment to its result. The worker answers, and decides what is granted."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from phases.sandbox import protocol
from phases.sandbox.errors import FAILED, METHOD_NOT_FOUND, Died, Refused, Violation
from phases.sandbox.limits import PROGRESS_INTERVAL_S, RESULT_BYTES
from phases.sandbox.process import SandboxProcess
from runs.errors import TaskError

log = logging.getLogger("ideamine.sandbox")
Handler = Callable[[Mapping[str, Any]], Any]


@dataclass(kw_only=True)
class Watch:
    """Who looks on: the cancelled flag, the deadline (time.monotonic() seconds), and where progress is reported."""

    cancelled: threading.Event
    deadline: float
    progress: Callable[[float, str], None]
    last_progress: float = field(default=float("-inf"))


class Session:
    """A conversation with one sandbox. `handlers` grants requests by method; what is not listed is refused."""

    def __init__(self, process: SandboxProcess, handlers: Mapping[str, Handler], watch: Watch, target: str):
        self._process, self._watch, self._target = process, watch, target
        self._handlers = {**handlers, "confined": self._confined}
        self.confinement: Mapping[str, Any] = {}
        self.refusals: list[str] = []
        self._last_refusal: Refused | None = None

    def run(self, assignment: Mapping[str, Any]) -> dict[str, Any]:
        """Send the assignment, serve until the result, return it. Raises TaskError, and whatever a handler raises but Refused."""
        try:
            self._send(protocol.call("assign", assignment))
            while True:
                message = protocol.parse(self._process.pipes.receive(deadline=self._watch.deadline, cancelled=self._watch.cancelled))
                if message.method == "result":
                    return self._result(message.params)
                if message.method == "failed":
                    raise self._failure(message.params)
                if message.id is None:
                    self._notified(message)
                else:
                    self._serve(message)
        except Violation as error:
            log.warning("sandbox of %s killed: %s", self._target, error)
            raise TaskError(f"{self._target}: {error}", error_class="schema") from error
        except Died as error:
            raise self._death(error) from error

    def _send(self, line: bytes) -> None:
        self._process.pipes.send(line, deadline=self._watch.deadline, cancelled=self._watch.cancelled)

    def _serve(self, message: protocol.Message) -> None:
        try:
            handler = self._handlers.get(message.method)
            if handler is None:
                raise Refused(f"there is no method {message.method[:80]!r}", rpc_code=METHOD_NOT_FOUND, error_class="schema")
            line = protocol.answer(message.id, handler(message.params))
        except Refused as error:
            self._note_refusal(error)
            line = protocol.error(message.id, code=error.rpc_code, message=str(error), data=error.data)
        self._send(line)

    def _note_refusal(self, error: Refused) -> None:
        self._last_refusal = error
        if error.rpc_code != FAILED and len(self.refusals) < 100:
            log.warning("sandbox of %s refused: %s", self._target, error)
            self.refusals.append(str(error))

    def _notified(self, message: protocol.Message) -> None:
        match message.method:
            case "progress":
                self._progress(message.params)
            case "log":
                text = protocol.clean(str(message.params.get("message", "")))
                self._process.pipes.count_log(len(text))
                log.info("%s: %s", self._target, text[:2000])
            case _:
                raise Violation(f"unexpected notification {message.method[:80]!r}")

    def _confined(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Take note of the confinement. The sandbox waits for the answer before it runs any agent, so what is seen here is its own doing."""
        if self.confinement:
            raise Violation("a sandbox is confined once")
        self.confinement = {**params, "network": self._network(params)}
        return {}

    def _network(self, told: Mapping[str, Any]) -> str:
        """Return the network as seen from outside; the sandbox's word alone does not count."""
        if self._process.note_network() is not None:
            return "own namespace, loopback only"
        return protocol.clean(str(told.get("network", "")))[:200] if str(told.get("network", "")).startswith("host") else "host"

    def _progress(self, params: Mapping[str, Any]) -> None:
        percent = params.get("percent")
        if not isinstance(percent, (int, float)) or isinstance(percent, bool):
            raise Violation("progress: percent is no number")
        now = time.monotonic()
        if now - self._watch.last_progress >= PROGRESS_INTERVAL_S:
            self._watch.last_progress = now
            self._watch.progress(min(max(float(percent), 0.0), 100.0), protocol.clean(str(params.get("note", "")))[:200])

    def _result(self, params: Mapping[str, Any]) -> dict[str, Any]:
        result = params.get("result")
        if not isinstance(result, dict):
            raise Violation("the result is no JSON object")
        if protocol.size_of(result) > RESULT_BYTES:
            raise Violation(f"the result has more than {RESULT_BYTES} bytes")
        return result

    def _failure(self, params: Mapping[str, Any]) -> TaskError:
        """Return what the sandboxed code's own failure means for the engine."""
        kind, message = str(params.get("class")), protocol.clean(str(params.get("message", "")))[:2000]
        trace = protocol.clean(str(params.get("trace", "")))[-4000:]
        log.warning("%s failed (%s): %s\n%s", self._target, kind, message, trace)
        if kind == "refused" and self._last_refusal is not None:
            return TaskError(f"{self._target}: {message}", error_class=self._last_refusal.error_class)
        return TaskError(f"{self._target}: {message}", error_class="transient" if kind == "environment" else "fatal")

    def _death(self, error: Died) -> TaskError:
        """A signal may come from outside (kernel out of memory, an operator): worth another try. Leaving without a result is a broken protocol."""
        tail = self._process.pipes.tail.strip()[-1000:]
        killed = error.exit_code is not None and error.exit_code < 0
        return TaskError(f"{self._target}: {error}" + (f"; it printed: {tail}" if tail else ""), error_class="transient" if killed else "schema")
