"""Security headers that the probes missed: added to the product's own list of headers, or put around the application where it is served."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from phases.sandboxed.product import templates
from phases.sandboxed.security.fixing import regressions
from phases.sandboxed.security.fixing.edits import Source, calls, literal, parsed, with_import
from phases.sandboxed.security.fixing.repairs import Files, Finding, NotRepairable, Repair

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
WANTED = {
    "dast.header.csp": ("Content-Security-Policy", POLICY),
    "dast.header.nosniff": ("X-Content-Type-Options", "nosniff"),
    "dast.header.frame": ("X-Frame-Options", "DENY"),
    "dast.header.referrer": ("Referrer-Policy", "same-origin"),
}
CORS, ANYBODY = "dast.header.cors", ("access-control-allow-origin", "*")
KNOWN = {name.lower() for name, _ in WANTED.values()} | {"server", "permissions-policy", ANYBODY[0]}
WRAPPER, WRAPPING = "security_headers", "with_security_headers"

Pairs = ast.Tuple | ast.List


def repair(files: Files, findings: Sequence[Finding]) -> Repair:
    """Return the repair of all missing headers at once. Raises NotRepairable where no place is known at which headers are said."""
    rules = {finding["rule"] for finding in findings}
    changed = _listed(files, rules) or _wrapped(files, rules)
    if not changed:
        raise NotRepairable("neither a list of headers nor the place where the application is served was found in the source")
    return Repair(what="Send the security headers with every answer", files=changed)


def _listed(files: Files, rules: set[str]) -> dict[str, str]:
    """Return the modules whose lists of headers lacked some; none when each list has all, so that nobody sends it."""
    changed = {}
    for file in sorted(name for name in files if name.endswith(".py") and not name.startswith("tests/")):
        if "X-" not in files[file] and "-Policy" not in files[file]:
            continue
        source = Source(files[file])
        for pairs in _header_lists(parsed(files[file], file)):
            _complete(source, pairs, rules)
        text = source.result()
        if text != files[file]:
            changed[file] = text
    return {**changed, **regressions.behaviour(files, "headers")} if changed else {}


def _header_lists(tree: ast.Module) -> Iterator[Pairs]:
    """Yield the lists of (name, value) among which one is a security header, those that modules name."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, Pairs):
            names = [_name(pair) for pair in statement.value.elts]
            if names and all(names) and KNOWN & set(names):
                yield statement.value


def _name(pair: ast.expr) -> str:
    """Return a header's name in lower case, empty for what is no header."""
    first = pair.elts[0] if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 else None
    return first.value.lower() if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _complete(source: Source, pairs: Pairs, rules: set[str]) -> None:
    known = {_name(pair): pair for pair in pairs.elts}
    missing = ""
    for rule in sorted(rules & set(WANTED)):
        name, value = WANTED[rule]
        pair = known.get(name.lower())
        if pair is None:
            missing += f'("{name}", {literal(value)}), '
        elif isinstance(pair, ast.Tuple) and not (isinstance(pair.elts[1], ast.Constant) and pair.elts[1].value == value):
            source.replace(pair.elts[1], literal(value))
    if CORS in rules and _name_value(known.get(ANYBODY[0])) == ANYBODY[1]:
        _take_out(source, known[ANYBODY[0]])
    if missing:
        source.insert(source.span(pairs.elts[0])[0], _laid_out(missing, pairs))


def _laid_out(missing: str, pairs: Pairs) -> str:
    """Return headers as the list has them: one a line where it has one a line."""
    if pairs.elts[0].lineno == pairs.lineno:
        return missing
    return missing.replace("), ", "),\n" + " " * pairs.elts[0].col_offset)


def _name_value(pair: ast.expr | None) -> str:
    second = pair.elts[1] if isinstance(pair, ast.Tuple) else None
    return str(second.value) if isinstance(second, ast.Constant) else ""


def _take_out(source: Source, pair: ast.expr) -> None:
    start, end = source.span(pair)
    start = len(source.text[:start].rstrip())
    source.change(start, end + source.text[end:].startswith(","), "")


def _wrapped(files: Files, rules: set[str]) -> dict[str, str]:
    """Return the module that serves the application with the wrapper around it, and the wrapper; none where nothing is served."""
    if rules == {CORS}:
        return {}
    for file in sorted(name for name in files if name.endswith(".py") and not name.startswith("tests/")):
        if "set_app" not in files[file] and "make_server" not in files[file]:
            continue
        package = PurePosixPath(file).parent
        wrapper = (package / f"{WRAPPER}.py").as_posix()
        source = Source(files[file])
        served = [call.args[0] for call in calls(parsed(files[file], file), "set_app") if len(call.args) == 1]
        served += [call.args[2] for call in calls(parsed(files[file], file), "make_server") if len(call.args) > 2]
        for application in served:
            source.replace(application, f"{WRAPPING}({source.segment(application)})")
        if served and WRAPPING not in files[file]:
            module = ".".join([*package.parts, WRAPPER])
            test = regressions.plain(files, "wrapped_headers") if module == f"app.{WRAPPER}" else {}
            return {file: with_import(source.result(), module, WRAPPING), wrapper: templates.text(f"mended/{WRAPPER}.py"), **test}
    return {}
