"""Secrets in files: the value leaves the file and comes from the environment. What the history holds stays there, and has to be revoked."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from phases.sandboxed.security.fixing.edits import Source, parents, parsed, with_import
from phases.sandboxed.security.fixing.repairs import Files, Finding, Left, NotRepairable, Repair, each_by_line

HISTORY = "(an older version, still in the history)"
IN_HISTORY = "commits are never rewritten, so whoever has the repository has the secret: revoke it, and begin the product's history anew"
_SETTING = re.compile(r"^(\s*(?:export\s+)?)([A-Za-z_][A-Za-z0-9_]*)(\s*=\s*)\S.*$")


def repair(files: Files, findings: Sequence[Finding]) -> Repair:
    """Return the repair of one file. Raises NotRepairable for what only the history holds."""
    file = findings[0]["file"]
    if file.endswith(HISTORY):
        raise NotRepairable(IN_HISTORY)
    if file not in files:
        raise NotRepairable(f"{file} is no text")
    take_out = _from_module if file.endswith(".py") else _from_settings
    lines = {finding["line"]: finding for finding in findings}  # two detectors may find one secret
    text, left = each_by_line(files[file], list(lines.values()), take_out)
    # once the file is clean, the scanner finds what it kept in the history
    past = [Left(finding={**finding, "file": f"{file} {HISTORY}", "line": 0}, reason=IN_HISTORY) for finding in findings]
    return Repair(what=f"Read from the environment what {file} kept", files={file: text} if text != files[file] else {}, left=[*left, *past])


def _from_module(text: str, finding: Finding) -> str:
    """Return a module that reads a name's value from the environment instead of keeping it."""
    tree = parsed(text, finding["file"])
    above = parents(tree)
    kept = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.lineno <= finding["line"] <= (node.end_lineno or 0)
    ]
    named = [(name, node) for node in kept if (name := _name_of(node, above.get(node)))]
    if len(named) != 1:
        raise NotRepairable(f"line {finding['line']} gives no single name a text, so what to call it in the environment is not known")
    name, node = named[0]
    source = Source(text)
    source.replace(node, f'os.environ.get("{name.upper()}", "")')
    return with_import(source.result(), "os")


def _name_of(node: ast.expr, parent: ast.AST | None) -> str:
    """Return what a text is called: the variable, keyword or key that it is given to."""
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
        return target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
    if isinstance(parent, ast.AnnAssign) and isinstance(parent.target, ast.Name):
        return parent.target.id
    if isinstance(parent, ast.keyword):
        return parent.arg or ""
    if isinstance(parent, ast.Dict) and node in parent.values:
        key = parent.keys[parent.values.index(node)]
        return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier() else ""
    return ""


def _from_settings(text: str, finding: Finding) -> str:
    """Return a file of NAME=value lines with the value left empty, for whoever installs the product to fill."""
    lines = text.splitlines(keepends=True)
    place = finding["line"] - 1
    match = _SETTING.match(lines[place].rstrip("\n")) if 0 <= place < len(lines) else None
    if match is None:
        raise NotRepairable(f"line {finding['line']} of {finding['file']} is no NAME=value, so no rule knows how to read it from the environment")
    lines[place] = f"{match[1]}{match[2]}{match[3]}\n"
    return "".join(lines)
