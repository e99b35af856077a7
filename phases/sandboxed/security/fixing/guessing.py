"""No limit on guessing passwords: the function that refuses a wrong one counts failures by name, and makes a name wait after too many."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from phases.sandboxed.product import templates
from phases.sandboxed.security.fixing import regressions
from phases.sandboxed.security.fixing.edits import Function, Source, calls, parsed, with_import
from phases.sandboxed.security.fixing.repairs import Files, Finding, NotRepairable, Repair

MODULE, NAME = "app/attempts.py", "attempts"
COUNTER = ("wait_s", "failed", "succeeded")
REFUSAL, UNKNOWN = "Problem", 401
PLAIN, SPOKEN = 'f"Too many attempts for this name. Try again in {wait} seconds."', 'say("sign_in_often", seconds=wait)'
_WAIT = """wait = attempts.wait_s(name)
if wait:
    raise Problem(429, {told}, headers=(("Retry-After", str(wait)),))"""


def repair(files: Files, findings: Sequence[Finding]) -> Repair:
    """Return the repair of the one function that refuses wrong passwords. Raises NotRepairable where there is no such one."""
    places = [
        (file, function) for file in sorted(files) if file.startswith("app/") and file.endswith(".py") for function in _refusing(files[file], file)
    ]
    if len(places) != 1:
        raise NotRepairable(f"{len(places)} functions take a name and a password and raise {REFUSAL} {UNKNOWN}; the rule repairs one")
    file, function = places[0]
    spoken = "sign_in_often" in files.get("app/wording.py", "") and "import say" in files[file]
    text = with_import(_limited(files[file], function, SPOKEN if spoken else PLAIN), "app", NAME)
    return Repair(
        what="Let a name wait after too many wrong passwords", files={file: text, **_counter(files), **regressions.behaviour(files, "guessing")}
    )


def _refusing(text: str, file: str) -> Iterator[Function]:
    if REFUSAL not in text or str(UNKNOWN) not in text:
        return
    for node in ast.walk(parsed(text, file)):
        if isinstance(node, Function) and {"name", "password"} <= {argument.arg for argument in node.args.args} and _refusals(node):
            yield node


def _refusals(function: Function) -> list[ast.Raise]:
    """Return where a function raises the refusal of a wrong password."""
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and any(call is node.exc for call in calls(node, REFUSAL))
        and node.exc.args
        and isinstance(node.exc.args[0], ast.Constant)
        and node.exc.args[0].value == UNKNOWN
    ]


def _limited(text: str, function: Function, told: str) -> str:
    """Return the module with the wait before the password is looked at, the count where it is refused, and none left where it was right."""
    source, known = Source(text), {call.func.attr for call in calls(function, *COUNTER) if isinstance(call.func, ast.Attribute)}
    body = function.body
    first = body[1] if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1 else body[0]
    if "wait_s" not in known:
        source.before(first, _WAIT.format(told=told))
    if "failed" not in known:
        for refusal in _refusals(function):
            source.before(refusal, f"{NAME}.failed(name)")
    if "succeeded" not in known and isinstance(body[-1], ast.Return):
        source.before(body[-1], f"{NAME}.succeeded(name)")
    return source.result()


def _counter(files: Files) -> dict[str, str]:
    """Return the module that counts, where the product has none that can."""
    own = files.get(MODULE, "")
    return {} if all(f"def {name}(" in own for name in COUNTER) else {MODULE: templates.text(MODULE)}
