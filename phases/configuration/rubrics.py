"""Whether the rubrics of a phase file make sense: each kind wants its own sort of value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.configuration.problems import Problem
from phases.configuration.source import Source
from phases.contracts.plans import Rubric


def rubric_problems(source: Source) -> Iterator[Problem]:
    """Yield the rubrics whose value does not fit their kind, and those that are both hard and optional."""
    for name, entry in source.data["rubrics"].items():
        rubric = Rubric.from_json(name, entry)
        wanted = _WANTED[rubric.kind]
        if not _fits(rubric.kind, rubric.value):
            yield source.problem(["rubrics", name], f"{entry!r} does not fit; wanted {wanted}")
        if rubric.hard and rubric.optional:
            yield source.problem(["rubrics", name], "a hard rubric cannot be optional; drop one of the two")


_WANTED = {
    "min": "a number that the metric must reach",
    "max": "a number that the metric must not pass",
    "required": "true (leave the rubric out if it is not required)",
    "count": "a whole number, or a pair [lowest, highest]",
}


def _fits(kind: str, value: Any) -> bool:
    if kind == "required":
        return value is True
    if kind == "count":
        pair = isinstance(value, tuple) and value[0] <= value[1]
        return pair or (isinstance(value, int) and not isinstance(value, bool))
    return isinstance(value, (int, float)) and not isinstance(value, bool)
