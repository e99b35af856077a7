"""Compares an answer with what a script expects of it; what differs is told in words."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from typing import Any

from ideamine.lib.pointers import PointerError, resolve
from phases.sandboxed.quality.asking import Answer

SHOWN = 160


def differences(answer: Answer, expect: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with an answer, empty when nothing is. `expect` has its values in place already."""
    if answer.status != expect["status"]:
        return [f"{answer.method} {answer.path} answered {answer.status}, expected {expect['status']}: {answer.text[:SHOWN]}"]
    return [f"{answer.method} {answer.path}: {told}" for told in [*_in_text(answer, expect), *_in_json(answer, expect)]]


def _in_text(answer: Answer, expect: Mapping[str, Any]) -> Iterator[str]:
    for part in expect.get("text", ()):
        if part not in answer.text:
            yield f"the answer lacks {part!r}"
    for part in expect.get("no_text", ()):
        if part in answer.text:
            yield f"the answer has {part!r}"
    lines = [line for line in answer.text.splitlines() if line.strip()]
    if "lines" in expect and len(lines) != expect["lines"]:
        yield f"the answer has {len(lines)} lines, expected {expect['lines']}"


def _in_json(answer: Answer, expect: Mapping[str, Any]) -> Iterator[str]:
    if not expect.keys() & {"values", "contains", "lacks", "count"}:
        return
    try:
        body = answer.json()
    except ValueError:
        yield f"the answer is no JSON: {answer.text[:SHOWN]}"
        return
    for pointer, wanted in expect.get("values", {}).items():
        found = _at(body, pointer)
        if not equal(found, wanted):
            yield f"{pointer} is {found!r}, expected {wanted!r}"
    for key, wanted in (("contains", True), ("lacks", False)):
        for entry in expect.get(key, ()):
            if any(matches(row, entry["where"]) for row in _rows(body, entry["pointer"])) != wanted:
                yield f"{entry['pointer']} {'has no' if wanted else 'has a'} row with {entry['where']}"
    if "count" in expect:
        number = len(_rows(body, expect["count"]["pointer"]))
        if number != expect["count"]["value"]:
            yield f"{expect['count']['pointer']} has {number} rows, expected {expect['count']['value']}"


def matches(row: Any, where: Mapping[str, Any]) -> bool:
    """Whether an object has these values, nested ones included."""
    if not isinstance(row, Mapping):
        return False
    return all(matches(row.get(key), value) if isinstance(value, Mapping) else equal(row.get(key), value) for key, value in where.items())


def equal(found: Any, wanted: Any) -> bool:
    """Whether two JSON values are equal: numbers by their value, moments by the instant that they name."""
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, (int, float)) and isinstance(wanted, (int, float)):
        return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9)
    if found != wanted and isinstance(found, str) and isinstance(wanted, str):
        first, second = _instant(found), _instant(wanted)
        return first is not None and first == second
    return bool(found == wanted)


def _instant(text: str) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _at(body: Any, pointer: str) -> Any:
    try:
        return resolve(body, pointer)
    except PointerError:
        return None


def _rows(body: Any, pointer: str) -> list[Any]:
    found = _at(body, pointer)
    return found if isinstance(found, list) else []
