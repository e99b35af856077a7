"""What one metric of the guard reports is worth to a rubric: a value with a producer, or a reason why there is none. Pure; used by the gate."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from phases.contracts.plans import RUBRIC_KINDS, Rubric

Value = float | int | bool | None
_SHA256 = re.compile(r"[0-9a-f]{64}")
# the most that a figure in these units can be; more of it means that its counting is broken
WHOLE = {"share": 1, "ratio": 1, "percent": 100}


class NotEvaluable(ValueError):
    """The metric cannot be used; the message says why.

    `absent` tells that nobody measured it, which an optional rubric allows; everything else is broken evidence, which nothing excuses.
    """

    def __init__(self, message: str, *, absent: bool = False):
        super().__init__(message)
        self.absent = absent


def measured(rubric: Rubric, entries: Sequence[tuple[str, Any]]) -> float | int | bool:
    """Return the value that the reports agree on; `entries` are (guard, metric entry). Raises NotEvaluable."""
    if not entries:
        raise NotEvaluable("no report", absent=True)
    values = [(guard, _value(rubric, entry)) for guard, entry in entries]
    if any(value != values[0][1] for _guard, value in values):
        raise NotEvaluable("the reports disagree: " + ", ".join(f"{guard} says {shown(value)}" for guard, value in values))
    return values[0][1]


def require_ended_well(entries: Sequence[tuple[str, Any]]) -> None:
    """Refuse what was produced by something that ended with an error; asked only of values that would be met. Raises NotEvaluable.

    A tool may say by its exit code that it found something, so a value that misses its rubric needs no such proof.
    """
    for guard, entry in entries:
        code = entry["producer"]["exit_code"]
        if code:
            raise NotEvaluable(f"{guard} read it from a producer that ended with exit code {code}")


def shown(value: Any, beside: Any = None) -> str:
    """Return a value as reasons show it: four decimals, or all of them where fewer would make it equal to `beside`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        short = round(value, 4)
        value = value if beside is not None and short == beside else short
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    return str(value)


def _value(rubric: Rubric, entry: Any) -> float | int | bool:
    if not isinstance(entry, Mapping) or "value" not in entry:
        raise NotEvaluable("the report is empty")
    value = entry["value"]
    if value is None:
        raise NotEvaluable("no value was measured", absent=True)
    _require_producer(entry)
    if rubric.kind == "required":
        if not isinstance(value, bool):
            raise NotEvaluable(f"{value!r} is not true or false")
        return value
    if rubric.kind not in RUBRIC_KINDS:
        raise NotEvaluable(f"{rubric.name} ends in none of _{', _'.join(RUBRIC_KINDS)}")
    return _number(rubric, value, str(entry.get("unit")))


def _number(rubric: Rubric, value: Any, unit: str) -> float | int:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise NotEvaluable(f"{value!r} is no number")
    if not math.isfinite(value):
        raise NotEvaluable(f"{value} is no finite number")
    if value < 0:
        # what guards measure are counts, shares, times and sizes: below zero, something is broken
        raise NotEvaluable(f"{shown(value)} is negative")
    if value > WHOLE.get(unit, math.inf):
        raise NotEvaluable(f"{shown(value)} is more than the whole {unit}")
    if rubric.kind == "count" and value != int(value):
        raise NotEvaluable(f"{shown(value)} is no count")
    return value


def _require_producer(entry: Mapping[str, Any]) -> None:
    producer = entry.get("producer")
    if not isinstance(producer, Mapping) or not all(isinstance(producer.get(key), str) and producer[key] for key in ("tool", "version", "command")):
        raise NotEvaluable("no producer is named")
    if isinstance(producer.get("exit_code"), bool) or not isinstance(producer.get("exit_code"), int):
        raise NotEvaluable("its producer has no exit code")
    if not isinstance(entry.get("output_sha256"), str) or not _SHA256.fullmatch(entry["output_sha256"]):
        raise NotEvaluable("no output is bound to it")
