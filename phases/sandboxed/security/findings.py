"""A finding: one thing that a scanner or a written rule holds against the product, with a severity that a rule gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

SEVERITIES = ("critical", "high", "medium", "low", "info")
WEIGHTY = ("critical", "high", "medium")


def finding(tool: str, rule: str, severity: str, message: str, *, file: str = "", line: int = 0, fix: str = "") -> dict[str, Any]:
    """Return one finding; `rule` is the scanner's own rule id or that of a written rule, `line` 0 when there is none."""
    if severity not in SEVERITIES:
        raise ValueError(f"{tool} {rule}: severity {severity!r} is none of {', '.join(SEVERITIES)}")
    return {"tool": tool, "rule": rule, "severity": severity, "message": message, "file": file, "line": line, "fix": fix}


def ordered(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the findings worst first, then by file, line and rule, each once."""
    unique = {tuple(sorted((key, str(value)) for key, value in entry.items())): dict(entry) for entry in found}
    return sorted(unique.values(), key=lambda f: (SEVERITIES.index(f["severity"]), f["file"], f["line"], f["rule"], f["message"]))


def counts(found: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return severity → number, every severity present."""
    total = dict.fromkeys(SEVERITIES, 0)
    for entry in found:
        total[entry["severity"]] += 1
    return total


def weighty(found: Iterable[Mapping[str, Any]]) -> int:
    """Return how many findings are of medium weight or more."""
    return sum(1 for entry in found if entry["severity"] in WEIGHTY)


def same(finding: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a finding is known by from one scan to the next; lines may have moved in between."""
    return tuple(str(finding[key]) for key in ("tool", "rule", "file", "message"))


def for_guard(found: Iterable[Mapping[str, Any]], unrepaired: Mapping[tuple[str, ...], str]) -> list[dict[str, Any]]:
    """Return findings in the form of a GuardReport. One that the rules could not repair says why, and that no attempt will (`final`)."""
    return [_for_guard(entry, unrepaired.get(same(entry), "")) for entry in found]


def _for_guard(entry: Mapping[str, Any], reason: str) -> dict[str, Any]:
    place = f" ({entry['file']}:{entry['line']})" if entry["file"] else ""
    told = {"severity": entry["severity"], "message": f"{entry['tool']} {entry['rule']}: {entry['message']}{place}", "fix": entry["fix"]}
    return {**told, "message": f"{told['message']}; not repaired: {reason}", "final": True} if reason else told
