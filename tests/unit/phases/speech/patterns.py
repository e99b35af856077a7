"""Which patterns the code says: the literal arguments of `say`, `pattern`, `patterns` and `saying(…)` in its syntax, and what data files bring."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

from phases.sandboxed.author.hazards import table
from phases.sandboxed.author.lexicon import alternatives, domains
from phases.sandboxed.speech.saying import VOCABULARY

CODE = Path(__file__).parents[4] / "phases" / "sandboxed"
REFUSALS = CODE / "author" / "refusals.json"


def said() -> dict[str, str]:
    """Return every pattern of the sandboxed code → the first file that says it, the closed vocabulary included."""
    found = dict.fromkeys(VOCABULARY, "the vocabulary") | dict.fromkeys(_in_data(), "data files")
    for file in sorted(CODE.rglob("*.py")):
        for pattern in _in(ast.parse(file.read_text(encoding="utf-8"))):
            found.setdefault(pattern, str(file.relative_to(CODE)))
    return found


def blanks(pattern: str) -> set[str]:
    """Return the names of the blanks of a pattern."""
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


def forms(pattern: str) -> set[str]:
    """Return the forms in which a pattern asks for its blanks."""
    return {form for _, _, form, _ in string.Formatter().parse(pattern) if form}


def _in_data() -> Iterator[str]:
    """Yield the patterns that stand in data files."""
    yield from (str(hazard["title"]) for hazard in table().values())
    yield from (name for domain in domains() for name in domain.alternatives)
    yield from alternatives("")[1]
    yield from (entry["what"] for entry in json.loads(REFUSALS.read_text(encoding="utf-8"))["refusals"])


def _in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _says(node.func) and node.args:
            yield from _texts(node.args[0])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "patterns":
            for argument in node.args:
                yield from _texts(argument)


def _says(called: ast.expr) -> bool:
    if isinstance(called, ast.Call):
        return isinstance(called.func, ast.Name) and called.func.id == "saying"
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name in ("say", "pattern")


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.IfExp):
        yield from _texts(argument.body)
        yield from _texts(argument.orelse)
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
