"""One YAML file with the lines of its keys. Duplicate keys and values that JSON does not have are problems."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from phases.configuration.problems import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KeyPath = Sequence[str | int]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file that was read: its data, and where each key stands."""

    file: str
    data: dict[str, Any]
    root: yaml.MappingNode

    def line(self, path: KeyPath) -> int:
        """Return the line of the deepest part of `path` that exists, from 1."""
        node: yaml.Node = self.root
        line = node.start_mark.line
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line + 1

    def problem(self, path: KeyPath, message: str) -> Problem:
        return Problem(file=self.file, line=self.line(path), key=dotted(path), message=message)


def read(path: Path, shown: str) -> tuple[Source | None, list[Problem]]:
    """Read a file; return it, or the problems that forbid to use it. `shown` is how problems name the file."""
    try:
        loader = _LOADER(path.read_bytes().decode("utf-8"))
    except OSError as error:
        return None, [Problem(file=shown, line=0, key="", message=f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return None, [Problem(file=shown, line=0, key="", message=f"is not UTF-8 (byte {error.start}); save it as UTF-8")]
    try:
        root = loader.get_single_node()
        data = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return None, [Problem(file=shown, line=line, key="", message=f"is no YAML: {error.problem}")]
    except (yaml.YAMLError, ValueError) as error:
        return None, [Problem(file=shown, line=0, key="", message=f"is no YAML: {error}")]
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        return None, [Problem(file=shown, line=1, key="", message="must be a mapping of keys to values")]
    source = Source(file=shown, data=data, root=root)
    problems = [*_duplicates(source, root, ()), *_unspeakable(source, data, ())]
    return (None if problems else source), problems


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as people write it: `budgets.tokens`, `agents[2]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else str(step))
    return text


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None


def _duplicates(source: Source, node: yaml.Node, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield Problem(file=source.file, line=key.start_mark.line + 1, key=dotted((*path, key.value)), message="stands twice; keep one")
            seen.add(key.value)
            yield from _duplicates(source, value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _duplicates(source, value, (*path, index))


def _unspeakable(source: Source, value: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """Yield what YAML can say and JSON cannot: NaN, infinities, dates, keys that are no text."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                yield source.problem((*path, str(key)), f"{key!r} is no text; put it in quotes")
            else:
                yield from _unspeakable(source, item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unspeakable(source, item, (*path, index))
    elif isinstance(value, float) and not math.isfinite(value):
        yield source.problem(path, f"{value} is no number to work with; give a finite one")
    elif value is not None and not isinstance(value, (str, int, float)):
        yield source.problem(path, f"{value} was read as {type(value).__name__}; put it in quotes if text is meant")
