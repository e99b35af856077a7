"""Carries repairs out on the product: one commit a family and file, whose message names the findings. Called by security-fix-agent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from phases.sandboxed.repository import Repository
from phases.sandboxed.security.findings import WEIGHTY
from phases.sandboxed.security.fixing.families import BY_ID, family_of, grouped
from phases.sandboxed.security.fixing.repairs import Finding, Left, NotRepairable

NAMED = 20


@dataclass(frozen=True, kw_only=True)
class Fix:
    """One commit: what it does, the findings that it is for, and the files that it changed."""

    family: str
    what: str
    commit: str
    findings: tuple[Finding, ...]
    files: tuple[str, ...]


def mend(product: Repository, findings: Iterable[Finding]) -> tuple[list[Fix], list[Left]]:
    """Repair what rules know to repair, each with a commit; return the fixes and what is left. Findings of low weight block nothing and stay."""
    weighty = [finding for finding in findings if finding["severity"] in WEIGHTY]
    left = [Left(finding=finding, reason=f"no rule repairs {finding['tool']} {finding['rule']}") for finding in weighty if family_of(finding) is None]
    fixes = []
    for (family, _), group in grouped(weighty).items():
        fix, stays = _fixed(product, family, group)
        fixes += [fix] if fix else []
        left += stays
    return fixes, left


def texts(product: Repository) -> dict[str, str]:
    """Return the tracked files that are texts, by path."""
    found = {}
    for name in product.files():
        try:
            found[name] = (product.path / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            continue
    return found


def _fixed(product: Repository, family: str, group: Sequence[Finding]) -> tuple[Fix | None, list[Left]]:
    before = texts(product)
    try:
        repair = BY_ID[family].repair(before, group)
    except NotRepairable as reason:
        return None, [Left(finding=finding, reason=str(reason)) for finding in group]
    stays = [left.finding for left in repair.left]
    done = tuple(finding for finding in group if finding not in stays)
    changed = sorted(name for name, text in repair.files.items() if before.get(name) != text)
    if not changed or not done:
        return None, [*repair.left, *(Left(finding=finding, reason="the rule that is for it found nothing to change") for finding in done)]
    product.write({name: repair.files[name] for name in changed})
    commit = product.commit(_message(repair.what, done))
    return Fix(family=family, what=repair.what, commit=commit, findings=done, files=tuple(changed)), list(repair.left)


def _message(what: str, findings: Sequence[Finding]) -> str:
    named = list(dict.fromkeys(f"{finding['tool']} {finding['rule']}{_place(finding)}" for finding in findings))
    more = [f"and {len(named) - NAMED} more"] if len(named) > NAMED else []
    return "\n".join([what, "", *(f"Finding: {name}" for name in named[:NAMED]), *more])


def _place(finding: Finding) -> str:
    if not finding["file"]:
        return ""
    return f" ({finding['file']}:{finding['line']})" if finding["line"] else f" ({finding['file']})"
