"""Which family of fixes answers for which rule of which scanner, and whether it looks at one file or at the whole product."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from phases.sandboxed.security.fixing import containers, cookies, dependencies, guessing, headers, leaks, markup, statements, workflows
from phases.sandboxed.security.fixing.repairs import Files, Finding, Repair


@dataclass(frozen=True, kw_only=True)
class Family:
    """A family of fixes: the findings that it takes (by scanner and rule), and the function that repairs them."""

    id: str
    tool: str
    rules: str
    repair: Callable[[Files, Sequence[Finding]], Repair]
    by_file: bool = True

    def takes(self, finding: Finding) -> bool:
        return re.fullmatch(self.tool, finding["tool"]) is not None and re.fullmatch(self.rules, finding["rule"]) is not None


FAMILIES = (
    Family(id="leaks", tool="detect-secrets", rules=".*", repair=leaks.repair),
    Family(id="dependencies", tool="pip-audit", rules=".*", repair=dependencies.repair, by_file=False),
    Family(id="statements", tool="bandit", rules="B608", repair=statements.repair),
    Family(id="workflows", tool=".*", rules=r"iac\.workflow\..*", repair=workflows.repair),
    Family(id="containers", tool=".*", rules=r"iac\.container\..*|DL\d+", repair=containers.repair),
    Family(id="headers", tool=".*", rules=r"dast\.header\.(csp|nosniff|frame|referrer|cors)", repair=headers.repair, by_file=False),
    Family(id="cookies", tool=".*", rules=r"dast\.header\.cookie|dast\.session\.(cookie|secure)", repair=cookies.repair, by_file=False),
    Family(id="markup", tool=".*", rules=r"dast\.markup", repair=markup.repair, by_file=False),
    Family(id="guessing", tool=".*", rules=r"dast\.session\.guessing", repair=guessing.repair, by_file=False),
)


def family_of(finding: Finding) -> Family | None:
    """Return the family that answers for a finding; None where no rule does."""
    return next((family for family in FAMILIES if family.takes(finding)), None)


def grouped(findings: Iterable[Finding]) -> Mapping[tuple[str, str], list[Finding]]:
    """Return the findings that are repaired together, by family and file, in the order of the families; what no family takes is left out."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        family = family_of(finding)
        if family is not None:
            found.setdefault((family.id, finding["file"] if family.by_file else ""), []).append(finding)
    order = [family.id for family in FAMILIES]
    return dict(sorted(found.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1])))


BY_ID: Mapping[str, Family] = {family.id: family for family in FAMILIES}
