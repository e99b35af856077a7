"""The geometry of the dossier's pictures: where the bars of the timeline lie. Pure; the template draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WIDTH, LABEL_WIDTH, ROW_HEIGHT, BAR_HEIGHT = 900, 130, 26, 16
MARKS = {"passed": "✓", "failed": "✗", "open": "…"}


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One phase: pixels from the left and top, how long it took, how its gate went."""

    phase: str
    left: float
    width: float
    top: int
    seconds: float | None
    outcome: str
    score: float | None

    @property
    def mark(self) -> str:
        """The outcome as a sign, so that colour is not all that tells it."""
        return MARKS[self.outcome]

    @property
    def text_top(self) -> int:
        return self.top + BAR_HEIGHT - 4


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """All bars and the size of the picture in pixels."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    seconds: float


def timeline(gates: Sequence[Mapping[str, Any]]) -> Timeline:
    """Return the timeline of a dossier's phases; one that never began has a bar of no width."""
    begun = [datetime.fromisoformat(gate["started_at"]) for gate in gates if gate["started_at"]]
    ended = [datetime.fromisoformat(gate["completed_at"]) for gate in gates if gate["completed_at"]]
    first = min(begun, default=None)
    total = max(((end - first).total_seconds() for end in ended), default=0.0) if first else 0.0
    bars = tuple(_bar(row, gate, first, total) for row, gate in enumerate(gates))
    return Timeline(bars=bars, width=WIDTH, height=max(1, len(bars)) * ROW_HEIGHT + 10, seconds=total)


def _bar(row: int, gate: Mapping[str, Any], first: datetime | None, total: float) -> Bar:
    room = WIDTH - LABEL_WIDTH - 130
    verdict = (gate["verdict"] or {}).get("pass")
    outcome = "passed" if verdict is True else "failed" if verdict is False or gate["status"] == "failed" else "open"
    left = width = 0.0
    seconds = None
    if first is not None and gate["started_at"] and gate["completed_at"]:
        start, end = (datetime.fromisoformat(gate[name]) for name in ("started_at", "completed_at"))
        seconds = (end - start).total_seconds()
        if total > 0:
            left, width = room * (start - first).total_seconds() / total, max(1.0, room * seconds / total)
    score = (gate["verdict"] or {}).get("score")
    return Bar(
        phase=gate["phase"],
        left=round(LABEL_WIDTH + left, 1),
        width=round(width, 1),
        top=row * ROW_HEIGHT + 5,
        seconds=seconds,
        outcome=outcome,
        score=score,
    )
