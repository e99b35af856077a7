"""Events and facts: what a step tells, and who hears it inside the same transaction.

An *event* becomes a row in `events`, numbered without gap in its run, and wakes readers after the commit.
A *fact* is what the ledger keeps: one of its six kinds, with data and provenance. Subscribers are called once a
step with both, in the order of subscription, before the run's row is written; `ideamine.wiring` alone subscribes,
the ledger last.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ideamine.lib.jsontext import jsonb

if TYPE_CHECKING:
    from runs.transitions import Step

FACT_KINDS = frozenset({"task", "gate", "decision", "artifact", "cost", "signature"})


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """One event of a step, numbered."""

    id: str
    run_id: str
    number: int
    type: str
    phase: str | None
    payload: Mapping[str, Any]
    timestamp: datetime
    trace_id: str | None = None

    @functools.cached_property
    def payload_text(self) -> str:
        """The payload as JSON text, written once for the row and the streams."""
        return jsonb(self.payload)

    def as_text(self) -> str:
        """Return `as_json` as JSON text."""
        frame = json.dumps({**self._frame(), "timestamp": self.timestamp.isoformat()})
        return f'{frame[:-1]}, "payload": {self.payload_text}}}'

    def as_json(self) -> dict[str, Any]:
        """Return the event as contracts and streams show it."""
        return {**self._frame(), "payload": dict(self.payload), "timestamp": self.timestamp.isoformat()}

    def _frame(self) -> dict[str, Any]:
        keys = {"run_id": self.run_id, "phase": self.phase}
        return {"id": self.id, "number": self.number, "type": self.type, "keys": keys, "trace_id": self.trace_id}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing for the ledger. `kind` is one of FACT_KINDS; `columns` are those of a row that the subscriber keeps beside it."""

    kind: str
    phase: str | None
    data: Mapping[str, Any]
    provenance: Mapping[str, Any]
    columns: Mapping[str, Any] = field(default_factory=dict)


Subscriber = Callable[["Step", Sequence[EventRecord], Sequence[Fact]], None]
_subscribers: list[Subscriber] = []


def subscribe(handler: Subscriber) -> None:
    """Have `handler(step, events, facts)` called inside every step's transaction; an error there undoes the step."""
    if handler not in _subscribers:
        _subscribers.append(handler)


def subscribers() -> tuple[Subscriber, ...]:
    """Return the subscribers in order."""
    return tuple(_subscribers)
