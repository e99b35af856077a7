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


def for_guard(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return findings in the form of a GuardReport."""
    return [
        {
            "severity": f["severity"],
            "message": f"{f['tool']} {f['rule']}: {f['message']}" + (f" ({f['file']}:{f['line']})" if f["file"] else ""),
            "fix": f["fix"],
        }
        for f in found
    ]
