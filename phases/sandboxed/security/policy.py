"""A policy check: one written rule held against one place in one file. The rule's sentence stands in rules/security.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.rules import rules
from phases.sandboxed.security.findings import finding


@dataclass(frozen=True, kw_only=True)
class Check:
    """What a rule saw: `passed`, where, and in what words it is wrong otherwise."""

    rule: str
    severity: str
    file: str
    passed: bool
    message: str
    line: int = 0


def apply(tool: str, checks: Iterable[Check]) -> Iterator[dict[str, Any]]:
    """Yield a finding for every check that did not pass; the rule's own sentence is the fix. Raises KeyError for an unwritten rule."""
    for check in checks:
        sentence = rules()[check.rule]
        if not check.passed:
            yield finding(tool, check.rule, check.severity, check.message, file=check.file, line=check.line, fix=sentence)
