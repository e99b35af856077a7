"""A figure: what a guard reads from a tool's report, and over what the tool must have counted it. Used by guards, and by the audit of the gates.

Zero faults in zero files, and all of zero tests, say nothing: `over` names the places of the report that tell how much was looked at, and
where one of them holds nothing the figure has no value.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ideamine.lib.pointers import PointerError, resolve


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One metric of a guard. `name` is the tool's own name for it (default: the metric's); `over` are pointers into the report.

    `stands_alone`: more than zero of it counts even where nothing else was counted, such as the errors of a document that cannot be read.
    """

    metric: str
    tool: str
    unit: str
    name: str = ""
    over: tuple[str, ...] = ()
    stands_alone: bool = False

    @property
    def named(self) -> str:
        return self.name or self.metric


def empty(report: Mapping[str, Any], over: Iterable[str]) -> str:
    """Return the first place of the report that holds nothing to have counted over, '' when none does."""
    return next((pointer for pointer in over if not _amount(report, pointer)), "")


def _amount(report: Mapping[str, Any], pointer: str) -> float:
    """Return how much stands at a place: the number itself, or the length of a list; 0 for anything else."""
    try:
        found = resolve(report, pointer)
    except PointerError:
        return 0
    if isinstance(found, Sequence) and not isinstance(found, str):
        return len(found)
    counted = isinstance(found, (int, float)) and not isinstance(found, bool) and math.isfinite(found)
    return max(0, found) if counted else 0
