"""How a text is made in Python: by f-strings, sums, `%` and `format`, read into fixed texts and the expressions between them."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator

from phases.sandboxed.security.fixing.edits import called
from phases.sandboxed.security.fixing.repairs import NotRepairable

_ARGUMENT = re.compile(r"%(?:\((\w+)\))?(.)")

Piece = str | ast.expr


def is_filled(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and fixed_text(node.left) is not None


def is_format(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format" and fixed_text(node.func.value) is not None
    )


def fixed_text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def pieces(node: ast.expr) -> Iterator[Piece]:
    """Yield what a text is made of, in order: fixed texts, and the expressions between them. Raises NotRepairable for other ways of making one."""
    fixed = fixed_text(node)
    if fixed is not None:
        yield fixed
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _of_joined(part)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from pieces(node.left)
        yield from pieces(node.right)
    elif is_filled(node) and isinstance(node, ast.BinOp):
        yield from _of_filled(fixed_text(node.left) or "", node.right)
    elif is_format(node) and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _of_format(fixed_text(node.func.value) or "", node)
    elif isinstance(node, ast.Call) and called(node) == "str" and len(node.args) == 1:
        yield node.args[0]
    else:
        yield node


def _of_joined(part: ast.expr) -> Iterator[Piece]:
    if not isinstance(part, ast.FormattedValue):
        yield from pieces(part)
    elif part.conversion != -1:
        raise NotRepairable("!r or its like says how a value is written, which a parameter cannot")
    elif part.format_spec is None:
        yield part.value
    else:
        yield ast.JoinedStr(values=[part])


def _of_filled(text: str, right: ast.expr) -> Iterator[Piece]:
    given = iter(right.elts if isinstance(right, ast.Tuple) else [right])
    named = dict(zip((fixed_text(key) for key in right.keys if key), right.values, strict=False)) if isinstance(right, ast.Dict) else {}
    end = 0
    for match in _ARGUMENT.finditer(text):
        yield text[end : match.start()]
        end = match.end()
        if match[2] == "%":
            yield "%"
            continue
        if match[2] not in "sd":
            raise NotRepairable(f"%{match[2]} says how a value is written, which a parameter cannot")
        value = named.get(match[1]) if match[1] else next(given, None)
        if value is None:
            raise NotRepairable("which value belongs to which place cannot be read from the source")
        yield value
    yield text[end:]


def _of_format(text: str, call: ast.Call) -> Iterator[Piece]:
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    for number, (fixed, field, spec, conversion) in enumerate(string.Formatter().parse(text)):
        yield fixed
        if field is None:
            continue
        index = int(field) if field.isdigit() else number if field == "" else -1
        value = named.get(field) if index < 0 else call.args[index] if index < len(call.args) else None
        if value is None or spec or conversion or isinstance(value, ast.Starred):
            raise NotRepairable("which value belongs to which place cannot be read from the source")
        yield value
