"""Values for a row that every rule allows, different from row to row where the type leaves room for it."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.moments import Calendar, value
from phases.sandboxed.planning.sealed.things import MOMENTS, Input, Thing, plain

WORDS = ("amber", "birch", "cedar", "dahlia", "elm", "fern", "garnet", "hazel", "iris", "jasper", "kelp", "larch", "maple", "nettle", "oak", "pearl")
ROOM, SUM = 3, 1_000_000  # a thing that holds others has room for so many, or so much, unless a check says otherwise


class Values:
    """The values of one kind of thing. `number` counts the rows of one check, from 0."""

    def __init__(self, thing: Thing, rules: list[Rule]):
        self._thing = thing
        self._rules = [rule for rule in rules if rule.entity == thing.id]
        self._holds = {plain(rule.attribute) for rule in rules if rule.kind == "capacity" and rule.attribute}
        self._sums = {plain(rule.within) for rule in rules if rule.within}
        self._calendar = Calendar(thing, rules)

    def row(self, number: int) -> dict[str, Any]:
        """Return values for all inputs but references."""
        moments = self._calendar.row(number)
        found: dict[str, Any] = {}
        for entry in self._thing.inputs:
            if entry.type in MOMENTS:
                found[entry.name] = value(entry.type, moments[entry.name])
            elif entry.type != "reference":
                found[entry.name] = self.one(entry, number)
        return {**found, **self._in_order(found)}

    def one(self, entry: Input, number: int) -> Any:
        """Return one value of an input that is neither a moment nor a reference."""
        if entry.type == "enum":
            return entry.values[number % len(entry.values)]
        if entry.type == "boolean":
            return number % 2 == 1
        if entry.type in ("integer", "number"):
            return self._figure(entry, number)
        word = WORDS[number % len(WORDS)] + ("" if number < len(WORDS) else f" {number}")
        return f"{word}@example.org".replace(" ", "") if "email" in entry.name else f"{word} {entry.name.replace('_', ' ')}"

    def limits(self, name: str) -> tuple[float | None, float | None]:
        """Return the lowest and the highest value that bounds, and what a sum may come to, allow."""
        bounds = [rule for rule in self._rules if rule.kind in ("bound", "total") and plain(rule.attribute) == name]
        lows = [rule.minimum for rule in bounds if rule.minimum is not None]
        highs = [rule.maximum for rule in bounds if rule.maximum is not None]
        return (max(lows) if lows else None), (min(highs) if highs else None)

    def _figure(self, entry: Input, number: int) -> float | int:
        low, high = self.limits(entry.name)
        above = [rule.above for rule in self._rules if rule.kind == "approval" and plain(rule.attribute) == entry.name and rule.above is not None]
        high = min([limit for limit in (high, *above) if limit is not None], default=None)
        first = SUM if entry.name in self._sums else ROOM if entry.name in self._holds else 1
        summed = any(rule.kind == "total" and plain(rule.attribute) == entry.name for rule in self._rules)
        wanted = (first if low is None else max(low, first)) + (0 if summed else number)
        if high is not None and wanted > high:
            wanted = high if low is None else low + (number % max(int(high - low) + 1, 1))
        return int(wanted) if entry.type == "integer" else float(wanted)

    def _in_order(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return figures that a rule wants to follow each other, the later one raised above the earlier."""
        found: dict[str, Any] = {}
        for rule in self._rules:
            start, end = plain(rule.start), plain(rule.end)
            if rule.kind == "chronology" and isinstance(row.get(start), (int, float)) and isinstance(row.get(end), (int, float)):
                found[end] = max(found.get(end, row[end]), found.get(start, row[start]) + 1)
        return found
