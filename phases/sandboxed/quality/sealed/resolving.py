"""Puts values in the place of what scripts only name: ids that were saved, and moments counted from the start of a check."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

_NAME = re.compile(r"\{([^{}]+)\}")
NOON = datetime.time(12, tzinfo=datetime.UTC)
WEDNESDAY = 2


class ScriptBroken(ValueError):
    """A script names what it has not saved, or holds what is no script."""


def anchor(now: datetime.datetime) -> datetime.datetime:
    """Return the moment at which checks begin: the next second Wednesday of a month, at noon UTC.

    So no day, week, month or year ends within a check unless its script waits for it.
    """
    year, month = now.year, now.month
    while True:
        first = datetime.date(year, month, 1)
        day = first + datetime.timedelta(days=(WEDNESDAY - first.weekday()) % 7 + 7)
        found = datetime.datetime.combine(day, NOON)
        if found > now:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def resolved(value: Any, saved: Mapping[str, Any], begin: datetime.datetime) -> Any:
    """Return a value with everything in its place. Raises ScriptBroken."""
    if isinstance(value, Mapping):
        if len(value) == 1 and next(iter(value)).startswith("$"):
            return _named(value, saved, begin)
        return {key: resolved(entry, saved, begin) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [resolved(entry, saved, begin) for entry in value]
    return value


def address(path: str, saved: Mapping[str, Any]) -> str:
    """Return a path with what was saved in it. Raises ScriptBroken."""
    return _NAME.sub(lambda found: str(_of(saved, found.group(1))), path)


def _named(value: Mapping[str, Any], saved: Mapping[str, Any], begin: datetime.datetime) -> Any:
    if "$saved" in value:
        return _of(saved, value["$saved"])
    if "$time" in value:
        return (begin + datetime.timedelta(minutes=value["$time"])).strftime("%Y-%m-%dT%H:%M:%SZ")
    if "$date" in value:
        return (begin.date() + datetime.timedelta(days=value["$date"])).isoformat()
    raise ScriptBroken(f"a script knows no {next(iter(value))!r}")


def _of(saved: Mapping[str, Any], name: str) -> Any:
    if name not in saved:
        raise ScriptBroken(f"the script has not saved {name!r}")
    return saved[name]
