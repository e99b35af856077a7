"""A Dockerfile as a list of instructions: continuations joined, comments dropped, heredocs kept with their instruction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1")
_ARGUMENT = re.compile(r"\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))")


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """One instruction. `line` is where it begins (1-based), `value` its text with build arguments' defaults filled in."""

    name: str
    value: str
    line: int

    def image(self) -> tuple[str, str, str]:
        """Return (image, platform, stage name) of a FROM; what is not given is empty."""
        words = self.value.split()
        platform = next((word.partition("=")[2] for word in words if word.startswith("--platform=")), "")
        rest = [word for word in words if not word.startswith("--")]
        alias = rest[2] if len(rest) > 2 and rest[1].upper() == "AS" else ""
        return (rest[0] if rest else "", platform, alias)


def is_dockerfile(name: str) -> bool:
    """Tell whether a tracked file is a Dockerfile, by its name."""
    last = Path(name).name
    return last == "Dockerfile" or last.startswith("Dockerfile.") or last.endswith(".Dockerfile")


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    lines = text.splitlines()
    index = 0
    while index < len(lines):
        start, line = index, lines[index]
        index += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        while line.rstrip().endswith("\\") and index < len(lines):
            following = lines[index]
            index += 1
            if not following.lstrip().startswith("#"):
                line = line.rstrip()[:-1] + " " + following.strip()
        for _, mark in _HEREDOC.findall(line):
            while index < len(lines) and lines[index].strip() != mark:
                line += "\n" + lines[index]
                index += 1
            index += 1
        yield start + 1, line.strip()


def instructions(text: str) -> list[Instruction]:
    """Return a Dockerfile's instructions. Raises ValueError for a line that is none."""
    found: list[Instruction] = []
    arguments: dict[str, str] = {}
    for line, content in _logical_lines(text):
        name, _, value = content.partition(" ")
        if not name.isalpha():
            raise ValueError(f"line {line}: {content[:40]!r} is no Dockerfile instruction")
        value = _ARGUMENT.sub(lambda m: arguments.get(m[1] or m[3], m[2] if m[2] is not None else m[0]), value.strip())
        if name.upper() == "ARG" and "=" in value:
            key, _, default = value.partition("=")
            arguments[key.strip()] = default.strip().strip("\"'")
        found.append(Instruction(name=name.upper(), value=value, line=line))
    return found
