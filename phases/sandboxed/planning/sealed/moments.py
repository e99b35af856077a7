"""When things happen in a row that every rule allows. All in minutes from now; the runner's clock then stands on a Wednesday at noon.

The clock stands in the second week of a month, so a day ends 12 hours, a week four and a half days, and a month at least 14 days from now.
"""

from __future__ import annotations

from collections.abc import Mapping

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.things import MOMENTS, Thing, plain

HOUR, DAY = 60, 24 * 60
NOON = 12 * HOUR
USUAL = {"datetime": HOUR, "date": DAY}
PERIODS = {"day": DAY, "week": 7 * DAY, "month": 31 * DAY, "year": 366 * DAY}


def value(kind: str, minutes: int) -> dict[str, int]:
    """Return a moment as scripts write it; a date is the day on which the moment lies."""
    return {"$time": minutes} if kind == "datetime" else {"$date": (minutes + NOON) // DAY}


def moment_of(written: Mapping[str, int]) -> int:
    """Return the minutes at which a written moment lies; a date begins at midnight."""
    return written["$time"] if "$time" in written else written["$date"] * DAY - NOON


class Calendar:
    """The moments of one kind of thing, as its rules leave room for them."""

    def __init__(self, thing: Thing, rules: list[Rule]):
        self._kinds = {entry.name: entry.type for entry in thing.inputs if entry.type in MOMENTS}
        self._rules = [rule for rule in rules if rule.entity == thing.id and not rule.through]

    def span(self, start: str, end: str) -> int:
        """Return how many minutes lie between two moments of a row."""
        kind = self._kinds.get(plain(end), "datetime")
        lowest, highest = 0, 10**9
        for rule in self._rules:
            if rule.kind == "duration" and (plain(rule.start), plain(rule.end)) == (plain(start), plain(end)):
                lowest, highest = max(lowest, int(rule.minimum or 0)), min(highest, int(rule.maximum or highest))
        return min(max(USUAL[kind], lowest), highest)

    def lead(self, name: str, action: str = "create") -> tuple[int, int]:
        """Return between how many minutes before a moment something may be done, by all rules together."""
        lowest, highest = 0, 10**9
        for rule in self._rules:
            if rule.kind == "lead" and plain(rule.attribute) == name and plain(rule.action, "-") == plain(action, "-"):
                lowest, highest = max(lowest, int(rule.minimum or 0)), min(highest, int(rule.maximum or highest))
        return lowest, highest

    def row(self, number: int) -> dict[str, int]:
        """Return name → minutes for the row with this number: rows lie apart where the rules leave room for it."""
        pairs = self._pairs()
        ends = {end for _, end in pairs}
        found: dict[str, int] = {}
        for name in self._kinds:
            if name not in ends:
                found[name] = self._first(name, number, max([DAY, *(self.span(a, b) + DAY for a, b in pairs if a == name)]))
        for _ in pairs:
            for start, end in pairs:
                if start in found:
                    found[end] = max(found.get(end, 0), found[start] + self.span(start, end))
        for name in self._kinds:
            found.setdefault(name, DAY * (1 + number))
        return found

    def _first(self, name: str, number: int, apart: int) -> int:
        lowest, highest = self.lead(name)
        wanted = max(lowest + DAY, max((self.lead(name, rule.action)[0] + DAY for rule in self._rules if rule.kind == "lead"), default=DAY))
        if wanted > highest:
            return (lowest + highest) // 2
        apart = -(-apart // DAY) * DAY
        room = (highest - wanted) // apart + 1
        return wanted + apart * (number % max(room, 1))

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [
            (plain(rule.start), plain(rule.end))
            for rule in self._rules
            if rule.kind in ("chronology", "duration", "no_overlap") and plain(rule.start) in self._kinds and plain(rule.end) in self._kinds
        ]
        return list(dict.fromkeys(pairs))
