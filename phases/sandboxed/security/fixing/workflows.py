"""CI workflows that policy refuses: actions at a fixed commit, permissions that are said and read only, a limit on time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from phases.sandboxed.product import pipeline
from phases.sandboxed.security.fixing import regressions
from phases.sandboxed.security.fixing.repairs import Files, Finding, Left, NotRepairable, Repair

# an action's commit cannot be looked up from here; these are the ones that the product's own pipeline was made with
KNOWN_ACTIONS = {action.partition("@")[0]: action for action in (pipeline.CHECKOUT, pipeline.SETUP_PYTHON)}
_USES = re.compile(r"(?m)^(\s*(?:-\s*)?uses:\s*)['\"]?([^\s'\"#@]+)(?:@([^\s'\"#]*))?['\"]?.*$")
_FIXED = re.compile(r"v?\d+(\.\d+)*|[0-9a-f]{40}")
MINUTES = 10


def repair(files: Files, findings: Sequence[Finding]) -> Repair:
    """Return the repair of one workflow, as far as rules know one."""
    file = findings[0]["file"]
    text, left = files[file], []
    for finding in findings:
        try:
            text = _changed(text, finding)
        except NotRepairable as reason:
            left.append(Left(finding=finding, reason=str(reason)))
    if text == files[file]:
        return Repair(what="", files={}, left=left)
    return Repair(what=f"Fix what {file} uses and may do", files={file: text, **regressions.plain(files, "delivery")}, left=left)


def _changed(text: str, finding: Finding) -> str:
    change = CHANGES.get(finding["rule"])
    if change is None:
        raise NotRepairable(f"no rule repairs {finding['rule']}: what the workflow is meant to do only its author knows")
    return change(text, finding)


def _pinned(text: str, finding: Finding) -> str:
    """Return the workflow with the action that the finding names at the commit that is known of it."""
    named = re.search(r" uses (\S+) at ", finding["message"])
    name = named[1] if named else ""
    if name not in KNOWN_ACTIONS:
        raise NotRepairable(f"no commit of {name or 'the action'} is known here, and none may be guessed")

    def fixed(match: re.Match[str]) -> str:
        return match[0] if match[2] != name or _FIXED.fullmatch(match[3] or "") else match[1] + KNOWN_ACTIONS[name]

    return _USES.sub(fixed, text)


def _permitted(text: str, finding: Finding) -> str:
    if re.search(r"(?m)^\s*permissions:", text):
        raise NotRepairable("the workflow asks for more than reading, and whether it needs that only its author knows")
    return re.sub(r"(?m)^jobs:", "permissions:\n  contents: read\n\njobs:", text, count=1)


def _timed(text: str, finding: Finding) -> str:
    named = re.search(r"^job (\S+) has no timeout", finding["message"])
    if named is None:
        raise NotRepairable("which job is meant cannot be read")
    return re.sub(rf"(?m)^(  {re.escape(named[1])}:[^\S\n]*\n)((\s+)runs-on:)", rf"\g<1>\g<3>timeout-minutes: {MINUTES}\n\g<2>", text, count=1)


CHANGES: dict[str, Callable[[str, Finding], str]] = {
    "iac.workflow.pin": _pinned,
    "iac.workflow.permissions": _permitted,
    "iac.workflow.timeout": _timed,
}
