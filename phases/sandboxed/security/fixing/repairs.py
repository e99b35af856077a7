"""What a family of fixes answers: changed files and what was done, or findings with the reason why no rule repairs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Finding = Mapping[str, Any]
Files = Mapping[str, str]


class NotRepairable(ValueError):
    """No rule repairs this; the message is the reason, for whoever reads the finding."""


@dataclass(frozen=True, kw_only=True)
class Left:
    """A finding that stays, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True, kw_only=True)
class Repair:
    """What to change: path → new text, regression tests included; `what` says in one sentence what the code does afterwards."""

    what: str
    files: Files
    left: Sequence[Left] = ()


def each_by_line(text: str, findings: Sequence[Finding], repair: Any) -> tuple[str, list[Left]]:
    """Return a file's text with every finding repaired, last line first so that lines stay where they were told, and those that are left.

    `repair(text, finding)` returns the new text or raises NotRepairable.
    """
    left: list[Left] = []
    for finding in sorted(findings, key=lambda found: -found["line"]):
        try:
            text = repair(text, finding)
        except NotRepairable as reason:
            left.append(Left(finding=finding, reason=str(reason)))
    return text, left
