"""Policy over CI workflows: least permission, pinned actions, no outside text in shell lines, no privileged trigger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from phases.sandboxed.security.policy import Check

_UNTRUSTED = re.compile(r"\$\{\{[^}]*github\.(event\.(issue|pull_request|comment|review|head_commit|pages|discussion)|head_ref)[^}]*\}\}")
_TAG = re.compile(r"v?\d+(\.\d+)*|[0-9a-f]{40}")


def is_workflow(file: str) -> bool:
    """Tell whether a tracked file is a GitHub workflow, by its place."""
    return Path(file).parts[:2] == (".github", "workflows")


def checks(file: str, document: Mapping[str, Any]) -> Iterator[Check]:
    """Yield every policy check of one workflow."""
    triggers = document.get("on", {})
    names = set(triggers) if isinstance(triggers, (dict, list)) else {triggers}
    yield Check(
        rule="iac.workflow.trigger",
        severity="high",
        file=file,
        passed="pull_request_target" not in names,
        message="the workflow runs strangers' code with the repository's rights",
    )
    jobs = {name: job for name, job in (document.get("jobs") or {}).items() if isinstance(job, dict)}
    for name, job in sorted(jobs.items()):
        granted = job.get("permissions", document.get("permissions"))
        yield Check(
            rule="iac.workflow.permissions",
            severity="medium",
            file=file,
            passed=_least(granted),
            message=f"job {name} has more permissions than it says, or says none",
        )
        yield Check(
            rule="iac.workflow.timeout", severity="low", file=file, passed="timeout-minutes" in job, message=f"job {name} has no timeout-minutes"
        )
        for step in (step for step in job.get("steps") or () if isinstance(step, dict)):
            yield from _step(file, name, step)


def _least(granted: Any) -> bool:
    if isinstance(granted, dict):
        return all(value in ("read", "none") for value in granted.values())
    return granted == "read-all"


def _step(file: str, job: str, step: Mapping[str, Any]) -> Iterator[Check]:
    if "uses" in step:
        name, _, version = str(step["uses"]).partition("@")
        local = name.startswith("./")
        yield Check(
            rule="iac.workflow.pin",
            severity="medium",
            file=file,
            passed=local or bool(_TAG.fullmatch(version)),
            message=f"job {job} uses {name} at {version or 'no version'}",
        )
    if "run" in step:
        yield Check(
            rule="iac.workflow.injection",
            severity="high",
            file=file,
            passed=not _UNTRUSTED.search(str(step["run"])),
            message=f"job {job} puts text from outside into a shell line",
        )
