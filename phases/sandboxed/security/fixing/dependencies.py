"""Pinned packages with known vulnerabilities: the pin goes up to the first version that an advisory calls fixed, in every manifest that has it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phases.sandboxed.security.fixing.repairs import Files, Finding, Left, NotRepairable, Repair
from phases.sandboxed.security.inventory import normal

_ABOUT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*) (\S+): ")
_FIXED_IN = re.compile(r"^Upgrade to (\S+?)\.?$")
_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(\s*(?:\[[^\]]*\])?\s*==\s*)([^\s;,#\"')]+)")
_MANIFEST = re.compile(r"(^|/)(requirements[^/]*\.(txt|in)|constraints[^/]*\.txt|pyproject\.toml|setup\.cfg|setup\.py|Pipfile)$")


def repair(files: Files, findings: Sequence[Finding]) -> Repair:
    """Return the repair of all manifests; an advisory without a fixed version, or of what is pinned nowhere, stays."""
    wanted: dict[str, tuple[str, Finding]] = {}
    left: list[Left] = []
    for finding in findings:
        try:
            name, version = _upgrade(finding)
        except NotRepairable as reason:
            left.append(Left(finding=finding, reason=str(reason)))
            continue
        if name not in wanted or _rank(version) > _rank(wanted[name][0]):
            wanted[name] = (version, finding)
    changed = {}
    for file in sorted(name for name in files if _MANIFEST.search(name)):
        text = _PIN.sub(lambda match: _raised(match, wanted), files[file])
        if text != files[file]:
            changed[file] = text
    known = {normal(match[1]) for file in changed for match in _PIN.finditer(changed[file])}
    left += [Left(finding=finding, reason=f"{name} is pinned in no manifest") for name, (_, finding) in sorted(wanted.items()) if name not in known]
    raised = ", ".join(f"{name} to {version}" for name, (version, _) in sorted(wanted.items()) if name in known)
    return Repair(what=f"Raise {raised}" if raised else "", files=changed, left=left)


def _upgrade(finding: Finding) -> tuple[str, str]:
    about, fixed = _ABOUT.match(finding["message"]), _FIXED_IN.match(finding["fix"])
    if about is None or fixed is None:
        raise NotRepairable("no fixed version of the package is known; replacing it takes a person")
    return normal(about[1]), fixed[1]


def _raised(match: re.Match[str], wanted: dict[str, tuple[str, Finding]]) -> str:
    version = wanted.get(normal(match[1]), ("", {}))[0]
    return match[0] if not version or _rank(match[3]) >= _rank(version) else f"{match[1]}{match[2]}{version}"


def _rank(version: str) -> tuple[tuple[int, str], ...]:
    """Return what versions are ordered by: numbers as numbers; a letter, as in 1.0rc1, comes before its release."""
    parts = re.findall(r"\d+|[a-z]+", version.lower())
    return (*((int(part), "") if part.isdigit() else (-1, part) for part in parts), (0, ""))
