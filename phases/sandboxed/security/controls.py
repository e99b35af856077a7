"""Which protections the product really has, each looked up in its code, API document, Dockerfile and workflows."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.security.dockerfiles import instructions, is_dockerfile
from phases.sandboxed.security.inventory import take
from phases.sandboxed.security.policies_container import checks
from phases.sandboxed.security.scanning import Product, ToolBroken


@dataclass(frozen=True, kw_only=True)
class Code:
    """The product's own modules (its tests left out), parsed, and the API document that it ships."""

    modules: Mapping[str, ast.Module]
    api: Mapping[str, Any]
    product: Product


Finder = Callable[[Code], str]


def read(product: Product) -> Code:
    """Return the parsed product. Raises ToolBroken when a module or openapi.json cannot be parsed."""
    modules = {}
    for name in product.named(".py"):
        if not name.startswith("tests/"):
            try:
                modules[name] = ast.parse(product.text(name), filename=name)
            except (SyntaxError, ValueError) as error:
                raise ToolBroken(f"{name} cannot be parsed: {error}") from None
    try:
        api = json.loads(product.text("openapi.json")) if "openapi.json" in product.files else {}
    except ValueError as error:
        raise ToolBroken(f"openapi.json cannot be parsed: {error}") from None
    return Code(modules=modules, api=api, product=product)


def present(code: Code) -> dict[str, str]:
    """Return control → evidence (a place in the product), the evidence empty where the control is not there."""
    return {name: find(code) for name, find in sorted(FINDERS.items())}


def _nodes(code: Code) -> Iterator[tuple[str, ast.AST]]:
    for name, module in sorted(code.modules.items()):
        for node in ast.walk(module):
            yield name, node


def _text(pattern: str) -> Finder:
    """Return a finder of a string constant that matches."""
    expression = re.compile(pattern)

    def find(code: Code) -> str:
        for name, node in _nodes(code):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and expression.search(node.value):
                return f"{name}:{node.lineno}"
        return ""

    return find


def _identifier(pattern: str) -> Finder:
    """Return a finder of a name, attribute or function whose identifier matches."""
    expression = re.compile(pattern)

    def find(code: Code) -> str:
        for name, node in _nodes(code):
            word = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
            if isinstance(word, str) and expression.search(word):
                return f"{name}:{getattr(node, 'lineno', 0)}"
        return ""

    return find


def _either(*finders: Finder) -> Finder:
    return lambda code: next((found for find in finders if (found := find(code))), "")


def _parameters(code: Code) -> str:
    """SQL text is never made from values: no execute call has a formatted, added or interpolated first argument."""
    calls = 0
    for _, node in _nodes(code):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("execute", "executemany", "executescript"):
            calls += 1
            first = node.args[0] if node.args else None
            if first is not None and not _fixed(first):
                return ""
    return f"{calls} statements, none built from values" if calls else ""


def _fixed(text: ast.expr) -> bool:
    """Tell whether SQL text is a constant, a name, a file's text, or a sum of such: formatted and interpolated text is not."""
    if isinstance(text, ast.BinOp):
        parts = (text.left, text.right)
        return isinstance(text.op, ast.Add) and all(not isinstance(part, ast.Name) and _fixed(part) for part in parts)
    if isinstance(text, ast.Call):
        return isinstance(text.func, ast.Attribute) and text.func.attr == "read_text"
    return not isinstance(text, ast.JoinedStr)


def _operations(code: Code) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, item in sorted(code.api.get("paths", {}).items()):
        for method, operation in sorted(item.items()):
            if isinstance(operation, dict) and method in ("get", "post", "put", "patch", "delete"):
                yield path, method, operation


def _authentication(code: Code) -> str:
    schemes = code.api.get("components", {}).get("securitySchemes")
    guarded = code.api.get("security") or all(operation.get("security") for path, _, operation in _operations(code) if path.startswith("/api/"))
    return "openapi.json: securitySchemes" if schemes and guarded else ""


def _all_items(*methods: str) -> Finder:
    def find(code: Code) -> str:
        items = {path: set(item) for path, item in code.api.get("paths", {}).items() if re.fullmatch(r"/api/[^/]+/\{[^}]+\}", path)}
        return f"openapi.json: {', '.join(sorted(items))}" if items and all(set(methods) <= have for have in items.values()) else ""

    return find


def _paging(code: Code) -> str:
    lists = [(path, op) for path, method, op in _operations(code) if method == "get" and path.startswith("/api/") and "{" not in path]

    def bounded(operation: Mapping[str, Any]) -> bool:
        shared = code.api.get("components", {}).get("parameters", {})
        told = [shared.get(part["$ref"].rpartition("/")[2], {}) if "$ref" in part else part for part in operation.get("parameters", ())]
        return any(part.get("name") == "limit" and "maximum" in part.get("schema", {}) for part in told)

    return "openapi.json: limit" if lists and all(bounded(operation) for _, operation in lists) else ""


def _non_root(code: Code) -> str:
    for name in code.product.files:
        if is_dockerfile(name):
            try:
                told = [check for check in checks(name, instructions(code.product.text(name))) if check.rule == "iac.container.user"]
            except ValueError:
                return ""
            if told and all(check.passed for check in told):
                return f"{name}:{told[0].line}"
    return ""


def _few_dependencies(code: Code) -> str:
    return "" if take(code.product).names else "no third-party package is imported or required"


FINDERS: dict[str, Finder] = {
    "access log": _identifier(r"^(log_request|log_message|access_log|getLogger)$"),
    "audit trail": _either(_identifier(r"(?i)audit"), _text(r"(?i)\baudit\b")),
    "authentication": _authentication,
    "backup": _either(_identifier(r"(?i)^backup"), lambda code: next((name for name in code.product.files if "backup" in name.lower()), "")),
    "body size limit": _identifier(r"(?i)^MAX_\w*(BODY|BYTES|LENGTH|SIZE)"),
    "bounded lists": _paging,
    "correction": _all_items("put"),
    "encrypted transport": _either(_identifier(r"^(SSLContext|wrap_socket)$"), _text("Strict-Transport-Security")),
    "erasure": _all_items("delete"),
    "foreign keys": _text(r"(?i)pragma foreign_keys"),
    "forgery protection": _either(_identifier(r"(?i)csrf|^compare_digest$"), _text("Sec-Fetch-Site")),
    "input validation": _text(r"application/problem\+json"),
    "least dependencies": _few_dependencies,
    "output escaping": _identifier(r"^escape$"),
    "parameterised SQL": _parameters,
    "rate limit": _either(_text(r"429|Retry-After"), _identifier(r"(?i)rate_?limit")),
    "read access": _all_items("get"),
    "request timeout": _identifier(r"(?i)timeout"),
    "security headers": _text("Content-Security-Policy"),
    "unprivileged user": _non_root,
}


def chosen(names: tuple[str, ...], found: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return these controls as records of an artifact."""
    return [{"id": name, "present": bool(found[name]), "evidence": found[name]} for name in names]
