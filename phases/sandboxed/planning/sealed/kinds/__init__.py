"""The checks of rules, one module a kind: `cases(rule, world)` yields at least one allowed and one refused case, or raises Uncheckable."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.kinds import (
    access,
    approval,
    bound,
    capacity,
    chronology,
    duration,
    expiry,
    lead,
    limit,
    no_overlap,
    queue,
    reminder,
    required,
    total,
    unique,
    visibility,
)
from phases.sandboxed.planning.sealed.scripts import Case, World

Cases = Callable[[Rule, World], Iterator[Case]]
KINDS: dict[str, Cases] = {
    "access": access.cases,
    "approval": approval.cases,
    "bound": bound.cases,
    "capacity": capacity.cases,
    "chronology": chronology.cases,
    "duration": duration.cases,
    "expiry": expiry.cases,
    "lead": lead.cases,
    "limit": limit.cases,
    "no_overlap": no_overlap.cases,
    "queue": queue.cases,
    "reminder": reminder.cases,
    "required": required.cases,
    "total": total.cases,
    "unique": unique.cases,
    "visibility": visibility.cases,
}
