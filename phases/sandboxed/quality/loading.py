"""Puts load on a started product: one client in a hurry, or a crowd of clients that each send the next request when the last is answered."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.quality.asking import Answer
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.statistics import summary

FIRST_SERVER_ERROR = 500
# a slow product is measured by fewer requests, not for longer
HURRY_S = 2.0


def hurry(ask: Callable[[], Answer], times: int, *, seconds: float = HURRY_S) -> list[Answer]:
    """Ask so many times, one request after the other, fewer when the time is over: once at least.

    Raises OSError, HTTPException when the service does not answer.
    """
    answers, until = [ask()], time.perf_counter() + seconds
    while len(answers) < times and time.perf_counter() < until:
        answers.append(ask())
    return answers


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a crowd measured: times of all answered requests (ms), statuses, requests without answer, and the wall time (s)."""

    times_ms: tuple[float, ...]
    statuses: dict[int, int]
    unanswered: int
    seconds: float

    def figures(self) -> dict[str, Any]:
        """Return summary, throughput_rps and error_rate (server errors and no answer, as share). Raises ValueError when nothing was answered."""
        failed = self.unanswered + sum(count for status, count in self.statuses.items() if status >= FIRST_SERVER_ERROR)
        sent = len(self.times_ms) + self.unanswered
        return {
            **summary(self.times_ms),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "unanswered": self.unanswered,
            "seconds": round(self.seconds, 2),
            "throughput_rps": round(len(self.times_ms) / self.seconds, 1),
            "error_rate": round(failed / sent, 5),
        }


def crowd(crew: Crew, clients: int, seconds: float, act: Callable[[Crew, int], Answer]) -> Load:
    """Have so many clients work at once for a time; `act(crew, number)` sends a client's request with that number.

    Each client has the crew's sessions in browsers of its own.
    """
    times: list[list[float]] = [[] for _ in range(clients)]
    statuses: list[Counter[int]] = [Counter() for _ in range(clients)]
    unanswered = [0] * clients
    started = time.perf_counter()

    def work(index: int) -> None:
        own, number = crew.twin(), 0
        while time.perf_counter() - started < seconds:
            try:
                answer = act(own, number)
                times[index].append(answer.ms)
                statuses[index][answer.status] += 1
            except (OSError, http.client.HTTPException):
                unanswered[index] += 1
            number += 1

    threads = [threading.Thread(target=work, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    together: Counter[int] = sum(statuses, Counter())
    return Load(times_ms=tuple(ms for own in times for ms in own), statuses=dict(together), unanswered=sum(unanswered), seconds=elapsed)
