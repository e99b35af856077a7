"""Prints tables in plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

WIDEST = 60


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table as text: a title, heads, and a line a row; long cells are cut."""
    lines = [list(heads), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    drawn = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([f"\n{title}", drawn[0], "  ".join("-" * width for width in widths), *(drawn[1:] or ["(nothing)"])])


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    text = ", ".join(value) if isinstance(value, (list, tuple)) else str(value)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
