"""SQL that is made from values (bandit's B608): the values leave the text and travel as parameters.

A value stands where SQL takes one: alone after an operator, LIMIT, VALUES( or IN(, or inside a quoted text. Names of tables and columns
can be no parameters, so a statement that is made from such stays with its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from phases.sandboxed.security.fixing import regressions
from phases.sandboxed.security.fixing.edits import Source, called, function_of, literal, parents, parsed
from phases.sandboxed.security.fixing.pieces import Piece, is_filled, is_format, pieces
from phases.sandboxed.security.fixing.repairs import Files, Finding, NotRepairable, Repair, each_by_line

EXECUTE = "execute"
_SQL = re.compile(r"(?is)^\s*(select\b.*\bfrom\b|insert\s+into\b|delete\s+from\b|update\b.*\bset\b|with\b|replace\s+into\b)")
_VALUE = re.compile(
    r"(?is)([=<>+*/|-]|\b(like|glob|limit|offset|between|is|not|between\s+\S+\s+and|values\s*\((\s*\?\s*,)*|in\s*\((\s*\?\s*,)*))\s*$"
)


def repair(files: Files, findings: Sequence[Finding]) -> Repair:
    """Return the repair of one file's statements, with a test that none is made from values again."""
    file = findings[0]["file"]
    text, left = each_by_line(files[file], findings, _parameterised)
    changed = {file: text, **regressions.statements(files, file)} if text != files[file] else {}
    return Repair(what=f"Give the statements of {file} their values as parameters", files=changed, left=left)


def _parameterised(text: str, finding: Finding) -> str:
    tree = parsed(text, finding["file"])
    above, source = parents(tree), Source(text)
    made = _made_at(tree, above, finding["line"])
    call, existing = _execution(made, tree, above)
    statement, values = _split(list(pieces(made)), existing)
    told = ", ".join(ast.unparse(value) for value in values)
    given = f"({told},)" if len(values) == 1 else f"({told})"
    if len(call.args) > 1:
        source.replace(made, literal(statement))
        source.replace(call.args[1], given)
    elif call.args[0] is made:
        source.replace(made, f"{literal(statement)}, {given}")
    else:
        source.replace(made, literal(statement))
        source.insert(source.span(call.args[0])[1], f", {given}")
    return source.result()


def _made_at(tree: ast.Module, above: dict[ast.AST, ast.AST], line: int) -> ast.expr:
    """Return the outermost expression on a line that makes SQL from values."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.expr) and node.lineno <= line <= (node.end_lineno or 0) and _makes_sql(node)]
    outermost = [node for node in found if not any(other is not node and _holds(other, node) for other in found)]
    if len(outermost) != 1:
        raise NotRepairable(f"{len(outermost)} expressions of line {line} make SQL from values; a rule repairs one")
    return outermost[0]


def _holds(outer: ast.AST, inner: ast.AST) -> bool:
    return any(node is inner for node in ast.walk(outer))


def _makes_sql(node: ast.expr) -> bool:
    if not (isinstance(node, ast.JoinedStr) or _is_sum(node) or is_filled(node) or is_format(node)):
        return False
    try:
        parts = list(pieces(node))
    except NotRepairable:
        return True
    return bool(_SQL.match("".join(part if isinstance(part, str) else "?" for part in parts))) and not all(isinstance(part, str) for part in parts)


def _is_sum(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)


def _execution(made: ast.expr, tree: ast.Module, above: dict[ast.AST, ast.AST]) -> tuple[ast.Call, Sequence[ast.expr]]:
    """Return the call that executes a text, and the parameters that it has already. Raises NotRepairable when there is no single one."""
    parent, found = above.get(made), []
    if isinstance(parent, ast.Call) and parent.args and parent.args[0] is made:
        found = [parent]
    elif isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        found = _uses(parent.targets[0].id, function_of(made, above) or tree)
    calls = [call for call in found if called(call) == EXECUTE and len(call.args) <= 2 and not call.keywords]
    if len(calls) != 1:
        raise NotRepairable("the statement is not executed at one place where its values are known")
    if len(calls[0].args) == 1:
        return calls[0], ()
    given = calls[0].args[1]
    if not isinstance(given, ast.Tuple | ast.List) or any(isinstance(value, ast.Starred) for value in given.elts):
        raise NotRepairable("the statement has parameters that cannot be read from the source")
    return calls[0], given.elts


def _uses(name: str, scope: ast.AST) -> list[ast.Call]:
    """Return the calls that take a name first. Raises NotRepairable when the name is set or used otherwise too."""
    uses = [node for node in ast.walk(scope) if isinstance(node, ast.Name) and node.id == name]
    found = [
        node
        for node in ast.walk(scope)
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name) and node.args[0].id == name
    ]
    if len(uses) != 2 or len(found) != 1:
        raise NotRepairable(f"the statement {name} is put together or used at several places")
    return found


def _split(parts: Sequence[Piece], existing: Sequence[ast.expr]) -> tuple[str, list[ast.expr]]:
    """Return the SQL with a `?` for every value, and the values in their order."""
    reader = _Statement(existing)
    for part in parts:
        reader.take(part)
    return reader.ended()


class _Statement:
    """Reads a statement piece by piece and knows whether it is inside a quoted text or a quoted name."""

    def __init__(self, existing: Sequence[ast.expr]):
        self.told, self.values, self.existing = "", [], list(existing)
        self.quote, self.inside = "", []  # type: tuple[str, list[Piece]]

    def take(self, part: Piece) -> None:
        if not isinstance(part, str):
            self._value(part)
            return
        for letter in part:
            self._letter(letter)

    def _value(self, value: ast.expr) -> None:
        if self.quote == "'":
            self.inside.append(value)
        elif isinstance(value, ast.JoinedStr):
            raise NotRepairable(f"{ast.unparse(value)} says how a value is written, which a parameter cannot")
        elif self.quote or not _VALUE.search(self.told):
            raise NotRepairable(f"{ast.unparse(value)} names a table or column, or a part of the statement, and no parameter can stand there")
        else:
            self._parameter(value)

    def _parameter(self, value: ast.expr) -> None:
        self.told += "?"
        self.values.append(value)

    def _letter(self, letter: str) -> None:
        if self.quote:
            if letter == self.quote:
                self._close()
            else:
                self.inside.append(letter)
        elif letter in "'\"`[":
            self.quote, self.inside = "]" if letter == "[" else letter, []
        elif letter == "?" and self.existing:
            self._parameter(self.existing.pop(0))
        else:
            self.told += letter

    def _close(self) -> None:
        opened = "[" if self.quote == "]" else self.quote
        if all(isinstance(part, str) for part in self.inside):
            self.told += opened + "".join(part for part in self.inside if isinstance(part, str)) + self.quote
        elif len(self.inside) == 1:
            self._parameter(self.inside[0])  # type: ignore[arg-type]
        else:
            self._parameter(ast.JoinedStr(values=[_joined(part) for part in self.inside]))
        self.quote, self.inside = "", []

    def ended(self) -> tuple[str, list[ast.expr]]:
        if self.quote or self.existing:
            raise NotRepairable("the statement's quotes or parameters do not come out even")
        return self.told, self.values


def _joined(part: Piece) -> ast.expr:
    return ast.Constant(value=part) if isinstance(part, str) else ast.FormattedValue(value=part, conversion=-1)
