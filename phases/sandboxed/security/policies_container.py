"""Policy over Dockerfiles: pinned base, no root, no secrets, a health check, an exec-form command."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.security.dockerfiles import Instruction
from phases.sandboxed.security.policy import Check

_SECRET_NAME = re.compile(r"(?i)\b\w*(password|passwd|secret|token|api_?key|private_?key)\w*\s*[= ]\s*\S+")
_REMOTE_SHELL = re.compile(r"\b(curl|wget)\b[^|;&]*\|\s*(ba|da|z)?sh\b")


def checks(file: str, steps: list[Instruction]) -> Iterator[Check]:
    """Yield every policy check of one Dockerfile."""
    yield from _bases(file, steps)
    yield from _final_stage(file, steps)
    for step in steps:
        if step.name in ("ENV", "ARG"):
            yield Check(
                rule="iac.container.secret",
                severity="critical",
                file=file,
                line=step.line,
                passed=not _SECRET_NAME.search(step.value),
                message=f"{step.name} bakes a secret into the image",
            )
        elif step.name == "ADD":
            yield Check(
                rule="iac.container.add",
                severity="medium",
                file=file,
                line=step.line,
                passed="://" not in step.value,
                message="ADD fetches from the network without a check of what it gets",
            )
        elif step.name == "RUN":
            yield Check(
                rule="iac.container.pipe",
                severity="high",
                file=file,
                line=step.line,
                passed=not _REMOTE_SHELL.search(step.value),
                message="RUN pipes a download into a shell",
            )


def _bases(file: str, steps: list[Instruction]) -> Iterator[Check]:
    stages: set[str] = set()
    for step in (step for step in steps if step.name == "FROM"):
        image, _, alias = step.image()
        if image not in stages and image != "scratch":
            last = image.rpartition("/")[2]
            tag = last.partition("@")[0].partition(":")[2]
            pinned = "@sha256:" in image or tag not in ("", "latest")
            yield Check(
                rule="iac.container.tag",
                severity="high",
                file=file,
                line=step.line,
                passed=pinned,
                message=f"the base image {image} has no fixed tag or digest",
            )
        stages.add(alias)


def _final_stage(file: str, steps: list[Instruction]) -> Iterator[Check]:
    last = max((index for index, step in enumerate(steps) if step.name == "FROM"), default=0)
    stage = steps[last:]
    users = [step for step in stage if step.name == "USER"]
    user = users[-1].value.partition(":")[0].strip() if users else ""
    yield Check(
        rule="iac.container.user",
        severity="high",
        file=file,
        line=users[-1].line if users else stage[0].line if stage else 0,
        passed=user not in ("", "root", "0"),
        message=f"the container runs as {user or 'root, because no USER is set'}",
    )
    yield Check(
        rule="iac.container.health",
        severity="medium",
        file=file,
        passed=any(step.name == "HEALTHCHECK" and step.value.upper() != "NONE" for step in stage),
        message="the image has no HEALTHCHECK",
    )
    commands = [step for step in stage if step.name in ("CMD", "ENTRYPOINT")]
    yield Check(
        rule="iac.container.exec",
        severity="medium",
        file=file,
        line=commands[-1].line if commands else 0,
        passed=bool(commands) and all(step.value.startswith("[") for step in commands),
        message="CMD or ENTRYPOINT is missing or not in exec form",
    )
