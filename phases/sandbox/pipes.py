"""The pipes to a sandbox: lines in, lines out, standard error kept by its tail. Never blocks longer than its deadline."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable

from phases.sandbox.errors import Died, TimedOut, Violation
from phases.sandbox.limits import LINE_BYTES, LOG_BYTES, LOG_TAIL_BYTES, OUTPUT_BYTES, WAKE_S
from phases.sandbox.protocol import clean
from runs.errors import TaskError

READ_BYTES = 256 * 1024
ENDING_S = 1.0


class Pipes:
    """One conversation's bytes. Used by one thread; `deadline` is in time.monotonic() seconds."""

    def __init__(self, stdin: int, stdout: int, stderr: int, *, pid: int, status: Callable[[], int | None]):
        """Take over our ends of a process's standard input, output and error; `status` tells how it ended, None where that is not known."""
        self._in, self._out, self._err = stdin, stdout, stderr
        for descriptor in (self._in, self._out, self._err):
            os.set_blocking(descriptor, False)
        self._pidfd = os.pidfd_open(pid)
        self._status = status
        self._received, self._searched, self._total = bytearray(), 0, 0
        self._pending = bytearray()
        self._tail, self._logged = bytearray(), 0
        self._open = {self._out, self._err}

    def close(self) -> None:
        for descriptor in (self._in, self._out, self._err, self._pidfd):
            os.close(descriptor)

    def wait_for_end(self) -> None:
        """Wait until the process has ended; it has been killed."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        poll.poll()

    @property
    def tail(self) -> str:
        """The last of what was printed, without control characters."""
        return clean(bytes(self._tail).decode("utf-8", "replace"))

    def count_log(self, size: int) -> None:
        """Count bytes against the log limit. Raises Violation."""
        self._logged += size
        if self._logged > LOG_BYTES:
            raise Violation(f"more than {LOG_BYTES} bytes were printed or logged")

    def send(self, line: bytes, *, deadline: float, cancelled: threading.Event) -> None:
        """Write a line. Raises TimedOut, TaskError on cancellation, Died, Violation."""
        self._pending += line
        while self._pending:
            self._turn(deadline, cancelled)

    def receive(self, *, deadline: float, cancelled: threading.Event) -> bytes:
        """Return the next line without its end. Raises TimedOut, TaskError on cancellation, Died, Violation."""
        while True:
            end = self._received.find(b"\n", self._searched)
            if end >= 0:
                line = bytes(self._received[:end])
                del self._received[: end + 1]
                self._searched = 0
                return line
            self._searched = len(self._received)
            self._turn(deadline, cancelled)

    def _turn(self, deadline: float, cancelled: threading.Event) -> None:
        """Wait for one event and serve it."""
        if cancelled.is_set():
            raise TaskError("the task was cancelled", error_class="cancelled")
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimedOut
        poll = select.poll()
        for descriptor in self._open:
            # a sandbox that sends without listening is not read further until it takes its answer
            if descriptor == self._err or len(self._received) <= LINE_BYTES or not self._pending:
                poll.register(descriptor, select.POLLIN)
        if self._pending:
            poll.register(self._in, select.POLLOUT)
        poll.register(self._pidfd, select.POLLIN)
        ready = dict(poll.poll(min(left, WAKE_S) * 1000))
        if self._err in ready:
            self._read_log()
        if self._out in ready:
            self._read_lines()
        elif self._pidfd in ready or self._out not in self._open:
            raise self._death()
        if self._in in ready:
            self._write()

    def _read_lines(self) -> None:
        data = os.read(self._out, READ_BYTES)
        if not data:
            self._open.discard(self._out)
        self._total += len(data)
        self._received += data
        if self._total > OUTPUT_BYTES:
            raise Violation(f"more than {OUTPUT_BYTES} bytes were sent on the channel")
        if len(self._received) > LINE_BYTES and self._received.find(b"\n", self._searched, LINE_BYTES) < 0:
            raise Violation(f"a line on the channel is longer than {LINE_BYTES} bytes")

    def _read_log(self) -> None:
        data = os.read(self._err, READ_BYTES)
        if not data:
            self._open.discard(self._err)
        self._tail += data
        del self._tail[:-LOG_TAIL_BYTES]
        self.count_log(len(data))

    def _write(self) -> None:
        try:
            written = os.write(self._in, self._pending[:READ_BYTES])
        except BrokenPipeError:
            raise self._death() from None
        del self._pending[:written]

    def _death(self) -> Died:
        """Return how the process ended; it is left a zombie, so that its group's number stays taken until the group is killed."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        if not poll.poll(ENDING_S * 1000):
            return Died("the sandbox closed its channel without a result", exit_code=None)
        if self._err in self._open:
            try:
                self._read_log()
            except BlockingIOError:
                pass  # a child of it still holds standard error open and has nothing to say
        code = self._status()
        return Died(f"the sandbox ended without a result (exit code {code})", exit_code=code)
