"""Small edits of Python source by the places that its syntax tree names, so that everything else stays as it was written."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator

from phases.sandboxed.security.fixing.repairs import NotRepairable

Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed(text: str, file: str) -> ast.Module:
    """Return the tree of a module. Raises NotRepairable for what is no Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise NotRepairable(f"{file} cannot be parsed: {error}") from None


class Source:
    """A text with edits that do not overlap: collected by node or by offset, made all at once."""

    def __init__(self, text: str):
        self.text = text
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._lines = text.splitlines(keepends=True)
        self._edits: list[tuple[int, int, str]] = []

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where a node begins and ends, as offsets into the text; the tree counts bytes of a line."""
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def segment(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def replace(self, node: ast.expr | ast.stmt, new: str) -> None:
        self._edits.append((*self.span(node), new))

    def insert(self, offset: int, new: str) -> None:
        self._edits.append((offset, offset, new))

    def change(self, start: int, end: int, new: str) -> None:
        self._edits.append((start, end, new))

    def before(self, statement: ast.stmt, lines: str) -> None:
        """Put whole lines before a statement, indented as it is."""
        indent = " " * statement.col_offset
        told = "".join(f"{indent}{line}\n" if line else "\n" for line in lines.splitlines())
        self.insert(self._starts[statement.lineno - 1], told)

    def result(self) -> str:
        text = self.text
        for start, end, new in sorted(self._edits, key=lambda edit: (edit[0], edit[1]), reverse=True):
            text = text[:start] + new + text[end:]
        return text


def literal(text: str) -> str:
    """Return a string literal for a text: in double quotes, over several lines where it has some."""
    if "\n" in text and '"""' not in text and "\\" not in text and not text.endswith('"'):
        return f'"""{text}"""'
    plain = text.isprintable() and "\\" not in text and '"' not in text
    return f'"{text}"' if plain else repr(text) if "'" not in text else json.dumps(text, ensure_ascii=True)


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Return child → parent for every node of a tree."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def function_of(node: ast.AST, above: dict[ast.AST, ast.AST]) -> Function | None:
    """Return the innermost function around a node; None at the level of the module."""
    while node in above:
        node = above[node]
        if isinstance(node, Function):
            return node
    return None


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of functions or methods of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def called(call: ast.Call) -> str:
    """Return the last name of what is called, empty for anything else."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def with_import(text: str, module: str, name: str = "") -> str:
    """Return a module's text that imports a module, or a name from it; a text that does so already stays as it is."""
    tree = ast.parse(text)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in imports:
        if isinstance(node, ast.Import) and not name and module in {alias.name for alias in node.names if not alias.asname}:
            return text
        if isinstance(node, ast.ImportFrom) and node.module == module and not node.level:
            known = [alias.name for alias in node.names if not alias.asname]
            if name in known:
                return text
            if name and len(known) == len(node.names):
                source = Source(text)
                source.replace(node, f"from {module} import {', '.join(sorted({*known, name}))}")
                return source.result()
    line = f"from {module} import {name}\n" if name else f"import {module}\n"
    return _with_line(text, tree, line, first=[node for node in imports if not _future(node)])


def _future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _with_line(text: str, tree: ast.Module, line: str, *, first: list[ast.stmt]) -> str:
    """Put an import where imports stand: among the others by its name, else after the docstring."""
    lines = text.splitlines(keepends=True)
    if first:
        after = [node for node in first if isinstance(node, ast.Import) == line.startswith("import ")]
        place = next((node.lineno - 1 for node in after if ast.unparse(node) > line.strip()), None)
        if place is None:
            place = (after or first)[-1].end_lineno if after or not line.startswith("import ") else first[0].lineno - 1
        return "".join([*lines[:place], line, *lines[place:]])
    body = tree.body
    head = [node for node in body[:2] if _future(node) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    place = head[-1].end_lineno or 0 if head else 0
    rest = "".join(lines[place:]).lstrip("\n")
    return "".join(lines[:place]) + ("\n" if place else "") + line + ("\n\n" if rest else "") + rest
