"""Cookies without their flags: HttpOnly, SameSite=Strict, and Secure for requests that came by https, at every place that sets one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from phases.sandboxed.security.fixing import regressions
from phases.sandboxed.security.fixing.edits import Function, Source, function_of, parents, parsed
from phases.sandboxed.security.fixing.repairs import Files, Finding, Left, NotRepairable, Repair

HEADER = "Set-Cookie"
SECURE = "dast.session.secure"
_SAME_SITE = re.compile(r"(?i)samesite=\w+")
_KNOWS_HTTPS = re.compile(r"(?m)^    secure\b")


def repair(files: Files, findings: Sequence[Finding]) -> Repair:
    """Return the repair of every place that makes a cookie. Raises NotRepairable where none is found that lacks a flag."""
    by_https = any(_KNOWS_HTTPS.search(text) for name, text in files.items() if name.endswith(".py"))
    changed = {}
    for file in sorted(name for name in files if name.endswith(".py") and not name.startswith("tests/") and HEADER in files[name]):
        text = _flagged(files[file], file, by_https=by_https)
        if text != files[file]:
            changed[file] = text
    if not changed:
        raise NotRepairable("no place was found in the source at which a cookie is made as a text that lacks the flag")
    told = (
        ()
        if by_https
        else [Left(finding=f, reason="the source does not tell whether a request came by https") for f in findings if f["rule"] == SECURE]
    )
    return Repair(
        what="Keep cookies from scripts, foreign pages and open lines", files={**changed, **regressions.behaviour(files, "cookies")}, left=told
    )


def _flagged(text: str, file: str, *, by_https: bool) -> str:
    tree = parsed(text, file)
    above, source = parents(tree), Source(text)
    for cookie in dict.fromkeys(_cookies(tree, above)):
        source.replace(cookie, _with_flags(source.segment(cookie), _request_of(function_of(cookie, above)) if by_https else ""))
    return source.result()


def _cookies(tree: ast.Module, above: dict[ast.AST, ast.AST]) -> Iterator[ast.expr]:
    """Yield the texts that are sent as cookies: beside the header's name, or by a variable that is set once in the same function."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and node.value == HEADER):
            continue
        parent = above.get(node)
        beside = parent.elts if isinstance(parent, ast.Tuple) else parent.args if isinstance(parent, ast.Call) else []
        if len(beside) == 2 and beside[0] is node:
            yield from _texts(beside[1], function_of(node, above) or tree)


def _texts(value: ast.expr, scope: ast.AST) -> Iterator[ast.expr]:
    if isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and isinstance(value.value, str)):
        yield value
    elif isinstance(value, ast.Name):
        made = [
            node for node in ast.walk(scope) if isinstance(node, ast.Assign) and [t.id for t in node.targets if isinstance(t, ast.Name)] == [value.id]
        ]
        if len(made) == 1 and not isinstance(made[0].value, ast.Name):
            yield from _texts(made[0].value, scope)


def _request_of(function: Function | None) -> str:
    """Return the name of a function's request, by which it can tell whether https was used."""
    names = [argument.arg for argument in function.args.args] if function else []
    return "request" if "request" in names else ""


def _with_flags(segment: str, request: str) -> str:
    """Return the source of a cookie's text with the flags that it lacks, put before its closing quote."""
    told = _SAME_SITE.sub("SameSite=Strict", segment)
    close = '"""' if told.endswith('"""') else "'''" if told.endswith("'''") else told[-1]
    for flag in ("HttpOnly", "SameSite=Strict"):
        if flag.lower() not in told.lower():
            told = f"{told[: -len(close)]}; {flag}{close}"
    if request and "secure" not in told.lower():
        inner = "'" if '"' in close else '"'
        body = told if told[0] in "fF" else "f" + told.replace("{", "{{").replace("}", "}}")
        told = f"{body[: -len(close)]}{{{inner}; Secure{inner} if {request}.secure else {inner}{inner}}}{close}"
    return told
