"""Dockerfiles that policy or hadolint refuse: a user of their own, a fixed base, a health check, commands in exec form, COPY instead of ADD."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Sequence

from phases.sandboxed.security.dockerfiles import Instruction, instructions
from phases.sandboxed.security.fixing import regressions
from phases.sandboxed.security.fixing.repairs import Files, Finding, Left, NotRepairable, Repair

# the base that the product's own image was tried with; what else a project builds on, only its people know the version of
KNOWN_BASES = {"python": "python:3.12.8-slim-bookworm"}
USER = (
    "RUN groupadd --system --gid 10001 app && useradd --system --uid 10001 --gid app --no-create-home --shell /usr/sbin/nologin app",
    "USER 10001:10001",
)
HEALTH = """HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 \\
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]"""
_TAG = re.compile(r"(:[^/:@]*)?$")
_SHELL = re.compile(r"[|&;<>$`*?(){}]")


def repair(files: Files, findings: Sequence[Finding]) -> Repair:
    """Return the repair of one Dockerfile, as far as rules know one."""
    file = findings[0]["file"]
    text, left = files[file], []
    for finding in findings:
        try:
            change = CHANGES.get(finding["rule"])
            if change is None:
                raise NotRepairable(f"no rule repairs {finding['rule']}: what is meant only the author knows")
            text = change(text)
        except (NotRepairable, ValueError) as reason:
            left.append(Left(finding=finding, reason=str(reason)))
    if text == files[file]:
        return Repair(what="", files={}, left=left)
    return Repair(what=f"Harden {file}", files={file: text, **regressions.plain(files, "delivery")}, left=left)


def _unprivileged(text: str) -> str:
    """Return a Dockerfile whose last stage ends as a user of its own."""
    stage = _last_stage(text)
    for step in reversed([step for step in stage if step.name == "USER"]):
        text = _without(text, step)
    if re.search(r"(?m)^RUN .*--uid 10001\b|useradd.*10001", text):
        return _before_commands(text, USER[1])
    base = stage[0].image()[0] if stage else ""
    if "alpine" in base or "distroless" in base or base == "scratch":
        raise NotRepairable(f"how {base} makes a user is not known here")
    return _before_commands(text, "\n".join(USER))


def _pinned(text: str) -> str:
    """Return a Dockerfile whose bases have a fixed tag."""
    stages: set[str] = set()
    for step in [step for step in instructions(text) if step.name == "FROM"]:
        image, _, alias = step.image()
        name = _TAG.sub("", image)
        tag = image.rpartition("/")[2].partition(":")[2]
        if image not in stages and image != "scratch" and "@sha256:" not in image and tag in ("", "latest"):
            if name not in KNOWN_BASES:
                raise NotRepairable(f"which version of {image} is meant only the author knows")
            text = re.sub(rf"(?m)^((?:FROM\s+(?:--\S+\s+)*|ARG\s+\w+=)){re.escape(image)}(?=\s|$)", rf"\g<1>{KNOWN_BASES[name]}", text)
        stages.add(alias)
    return text


def _with_health(text: str) -> str:
    if any(step.name == "HEALTHCHECK" and step.value.upper() != "NONE" for step in _last_stage(text)):
        return text
    return _before_commands(re.sub(r"(?mi)^HEALTHCHECK\s+NONE\s*\n", "", text), HEALTH)


def _exec_form(text: str) -> str:
    """Return a Dockerfile whose commands are lists. Raises NotRepairable for a line that needs a shell."""
    for step in [step for step in _last_stage(text) if step.name in ("CMD", "ENTRYPOINT") and not step.value.startswith("[")]:
        if _SHELL.search(step.value):
            raise NotRepairable(f"line {step.line} needs a shell")
        text = _replaced(text, step, f"{step.name} {json.dumps(shlex.split(step.value))}")
    if not any(step.name in ("CMD", "ENTRYPOINT") for step in _last_stage(text)):
        raise NotRepairable("what the image starts is not said anywhere")
    return text


def _copied(text: str) -> str:
    for step in [
        step
        for step in instructions(text)
        if step.name == "ADD" and "://" not in step.value and not re.search(r"\.(tar|tgz|zip|gz|xz)\b", step.value)
    ]:
        text = _replaced(text, step, f"COPY {step.value}")
    return text


def _without_maintainer(text: str) -> str:
    return re.sub(r"(?mi)^MAINTAINER\s+(.+)$", lambda match: f"LABEL maintainer={json.dumps(match[1].strip())}", text)


def _without_secrets(text: str) -> str:
    """Return a Dockerfile without lines that bake a secret in; it comes from the environment when the container starts."""
    from phases.sandboxed.security.policies_container import checks

    wrong = {check.line for check in checks("Dockerfile", instructions(text)) if check.rule == "iac.container.secret" and not check.passed}
    for step in reversed([step for step in instructions(text) if step.line in wrong]):
        text = _without(text, step)
    return text


def _last_stage(text: str) -> list[Instruction]:
    steps = instructions(text)
    begins = max((index for index, step in enumerate(steps) if step.name == "FROM"), default=0)
    return steps[begins:]


def _lines_of(text: str, step: Instruction) -> tuple[list[str], int, int]:
    """Return a file's lines, and where an instruction begins and ends among them."""
    lines = text.splitlines(keepends=True)
    begin = end = step.line - 1
    while end < len(lines) - 1 and lines[end].rstrip().endswith("\\"):
        end += 1
    return lines, begin, end + 1


def _without(text: str, step: Instruction) -> str:
    lines, begin, end = _lines_of(text, step)
    return "".join([*lines[:begin], *lines[end:]])


def _replaced(text: str, step: Instruction, new: str) -> str:
    lines, begin, end = _lines_of(text, step)
    return "".join([*lines[:begin], new + "\n", *lines[end:]])


def _before_commands(text: str, new: str) -> str:
    """Put lines before the first of what the image does when it runs, or at its end."""
    later = [step for step in _last_stage(text) if step.name in ("VOLUME", "EXPOSE", "HEALTHCHECK", "CMD", "ENTRYPOINT")]
    if not later:
        return f"{text.rstrip()}\n{new}\n"
    lines = text.splitlines(keepends=True)
    place = later[0].line - 1
    return "".join([*lines[:place], new + "\n", *lines[place:]])


CHANGES: dict[str, Callable[[str], str]] = {
    "iac.container.user": _unprivileged,
    "iac.container.tag": _pinned,
    "iac.container.health": _with_health,
    "iac.container.exec": _exec_form,
    "iac.container.secret": _without_secrets,
    "DL3002": _unprivileged,
    "DL3006": _pinned,
    "DL3007": _pinned,
    "DL3020": _copied,
    "DL3025": _exec_form,
    "DL4000": _without_maintainer,
}
