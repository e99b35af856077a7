"""Stored markup that pages show as markup: values of rows go through the product's `escape` wherever HTML is made of them.

What comes from a row is followed within a function: its parameters and variables named so, and whatever is taken from or made of them. A function
that makes HTML (a text with a tag, or `escape` itself) has to escape each such value; one that is called has its own function to answer for it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from phases.sandboxed.security.fixing import regressions
from phases.sandboxed.security.fixing.edits import Function, Source, called, parents, parsed, with_import
from phases.sandboxed.security.fixing.repairs import Files, Finding, NotRepairable, Repair

ESCAPE = "escape"
STORED = {"row", "rows", "value", "values", "text", "caption", "item", "items", "entry", "title", "name", "label", "detail"}
STORE = "store"
# what these answer holds no letter of the value, or no letter that HTML would take for its own
HARMLESS = {"int", "float", "len", "bool", "urlencode", "quote", "isoformat", "min", "max", "sum", "round", ESCAPE}
_TAG = re.compile(r"<[a-zA-Z/!]")


def repair(files: Files, findings: Sequence[Finding]) -> Repair:
    """Return the repair of all pages. Raises NotRepairable where no value of a row is found that reaches HTML as it is."""
    modules = [name for name in sorted(files) if name.endswith(".py") and not name.startswith("tests/")]
    trees = {name: parsed(files[name], name) for name in modules}
    making = _making(trees.values())
    changed = {}
    for name, tree in trees.items():
        text = _mended_escape(files[name], tree)
        if text == files[name]:
            text = _escaped(files[name], tree, making, _home(trees))
        if text != files[name]:
            changed[name] = text
    if not changed:
        raise NotRepairable("no value of a row was found in the source that reaches HTML as it is")
    return Repair(what="Show what people stored as text on every page", files={**changed, **regressions.behaviour(files, "markup")})


def _home(trees: dict[str, ast.Module]) -> str:
    """Return the module that defines the product's `escape`; that of the standard library where it has none."""
    for name, tree in trees.items():
        if any(isinstance(node, ast.FunctionDef) and node.name == ESCAPE for node in tree.body):
            return name.removesuffix(".py").replace("/", ".")
    return "html"


def _making(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of the functions that make HTML, themselves or by another one."""
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, Function)]
    found = {function.name for function in functions if _makes_html(function)}
    names = {id(function): {called(node) for node in ast.walk(function) if isinstance(node, ast.Call)} for function in functions}
    while more := {function.name for function in functions if names[id(function)] & found} - found:
        found |= more
    return found


def _makes_html(function: Function) -> bool:
    """Tell whether a function makes HTML itself: it fills a text that has a tag, or escapes a value."""
    return any((isinstance(node, ast.JoinedStr) and _is_html(node)) or _is_escaped(node) for node in ast.walk(function))


def _is_html(text: ast.JoinedStr) -> bool:
    return _TAG.search(_fixed(text)) is not None or any(_is_escaped(node) for node in ast.walk(text))


def _is_escaped(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node) == ESCAPE


def _fixed(text: ast.JoinedStr) -> str:
    return "".join(str(part.value) for part in text.values if isinstance(part, ast.Constant))


def _mended_escape(text: str, tree: ast.Module) -> str:
    """Return a module whose own `escape` does escape; one whose does already stays as it is."""
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name == ESCAPE and not _escapes(function) and function.args.args:
            source, value = Source(text), function.args.args[0].arg
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    source.replace(node.value, f'"" if {value} is None else html.escape(str({value}), quote=True)')
            return with_import(source.result(), "html")
    return text


def _escapes(function: ast.FunctionDef) -> bool:
    names = {called(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
    return bool(names & {"_escape", ESCAPE}) or "&lt;" in ast.unparse(function)


def _escaped(text: str, tree: ast.Module, making: set[str], home: str) -> str:
    source, above = Source(text), parents(tree)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function) and _makes_html(node)]
    bare = dict.fromkeys(node for function in functions for node in _bare(function, making))
    if not bare:
        return text
    filled: dict[ast.JoinedStr, list[ast.expr]] = {}
    for node in bare:
        outer = _outermost_text(node, above)
        if outer is None:
            source.replace(node, f"{ESCAPE}({source.segment(node)})")
        else:
            filled.setdefault(outer, []).append(node)
    for outer, nodes in filled.items():
        _escape_fields(source, outer, nodes)
    own = any(isinstance(node, ast.FunctionDef) and node.name == ESCAPE for node in tree.body)
    return source.result() if own else with_import(source.result(), home, ESCAPE)


def _outermost_text(node: ast.AST, above: dict[ast.AST, ast.AST]) -> ast.JoinedStr | None:
    found = None
    while node in above:
        node = above[node]
        found = node if isinstance(node, ast.JoinedStr) else found
    return found


def _escape_fields(source: Source, outer: ast.JoinedStr, nodes: Sequence[ast.expr]) -> None:
    """Escape values inside a filled text. Their places are searched for: before Python 3.12 the tree does not know them."""
    wanted = {ast.dump(node) for node in nodes}
    start, end = source.span(outer)
    for place in [index for index in range(start, end) if source.text[index] == "{"]:
        close = _closing(source.text, place, end)
        told = source.text[place + 1 : close]
        if _dump(told) in wanted:
            source.change(place + 1, close, f"{ESCAPE}({told})")


def _closing(text: str, place: int, end: int) -> int:
    depth = 0
    for index in range(place, end):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if not depth:
            return index
    return end


def _dump(told: str) -> str:
    try:
        return ast.dump(ast.parse(told.strip(), mode="eval").body)
    except (SyntaxError, ValueError):
        return ""


def _bare(function: Function, making: set[str]) -> Iterator[ast.expr]:
    """Yield what a function that makes HTML puts into it or returns as it came from a row."""
    stored = _stored_names(function, making)
    for node in ast.walk(function):
        if isinstance(node, ast.JoinedStr) and _is_html(node):
            yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue) and _reaches(part.value, stored, making))
        elif isinstance(node, ast.Return) and node.value is not None and function.name != ESCAPE:
            yield from _returned(node.value, stored, making)


def _returned(value: ast.expr, stored: set[str], making: set[str]) -> Iterator[ast.expr]:
    if isinstance(value, ast.IfExp):
        yield from _returned(value.body, stored, making)
        yield from _returned(value.orelse, stored, making)
    elif isinstance(value, ast.Call | ast.Subscript) and _reaches(value, stored, making):
        yield value


def _stored_names(function: Function, making: set[str]) -> set[str]:
    """Return the names of a function that hold what came from a row, directly or by another name."""
    given = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    names, before = given & STORED, None
    while names != before:
        before = set(names)
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and (_reaches(node.value, names, making) or _is_asked_of_store(node.value)):
                asked = _is_asked_of_store(node.value)
                names |= {part.id for target in node.targets for part in _names(target) if not asked or part.id in STORED}
            elif isinstance(node, ast.comprehension | ast.For):
                taken, handed = _reaches(node.iter, names, making), isinstance(node.iter, ast.Name) and node.iter.id in given
                names |= {part.id for part in _names(node.target) if taken or (handed and part.id in STORED)}
    return names


def _names(target: ast.AST) -> Iterator[ast.Name]:
    return (part for part in ast.walk(target) if isinstance(part, ast.Name))


def _is_asked_of_store(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and isinstance(value.func.value, ast.Name)
        and value.func.value.id == STORE
    )


def _reaches(value: ast.expr, stored: set[str], making: set[str]) -> bool:
    """Tell whether a value of a row comes through an expression as it is."""
    if isinstance(value, ast.Name):
        return value.id in stored
    if isinstance(value, ast.Subscript):
        return _reaches(value.value, stored, making) and not _is_number(value)
    if isinstance(value, ast.Attribute):
        return False
    if isinstance(value, ast.Call):
        name = called(value)
        if name in HARMLESS or name in making:
            return False
        if isinstance(value.func, ast.Attribute) and _reaches(value.func.value, stored, making):
            return True
        return any(_reaches(argument, stored, making) for argument in value.args)
    if isinstance(value, ast.IfExp):
        return _reaches(value.body, stored, making) or _reaches(value.orelse, stored, making)
    if isinstance(value, ast.BoolOp | ast.BinOp):
        parts = value.values if isinstance(value, ast.BoolOp) else [value.left, value.right]
        return any(_reaches(part, stored, making) for part in parts)
    return False


def _is_number(value: ast.Subscript) -> bool:
    """Tell whether a value is a row's number by its name."""
    return isinstance(value.slice, ast.Constant) and value.slice.value in ("id", "count", "total", "number")
