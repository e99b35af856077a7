"""From a tool's report to sentences that carry its figures, each with the place in the report that it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ideamine.lib.canonical import canonical_json
from ideamine.lib.pointers import PointerError, resolve
from phases.sandboxed.planning.claims import Claim, measured

IDENTITY = ("commit", "outcome", "error")


def figures(report: Mapping[str, Any], *entries: tuple[str, str]) -> list[Claim]:
    """Return a claim for every (pointer, words with {}) whose value the report has; none when the tool did not run to its end."""
    if report["outcome"] != "ok":
        return []
    said = []
    for pointer, words in entries:
        try:
            value = resolve(report, pointer)
        except PointerError:
            continue
        if isinstance(value, (int, float, str)) and not isinstance(value, bool):
            shown = value if isinstance(value, str) else canonical_json(value).decode()
            said.append(measured(words.format(shown), report["tool"], pointer))
    return said


def identity(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every quality artifact begins with: the commit that was looked at, and whether the tool ran to its end."""
    return {"commit": report["data"].get("commit"), "outcome": report["outcome"], "error": report["error"]}
