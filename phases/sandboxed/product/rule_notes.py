"""The rules in the contract: each operation says, under `x-rules`, which rules of the idea may refuse it.

JSON Schema cannot say most of them; readers of the contract, and tools that send what its schemas allow, have to know.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.rules import rules_of

KEY = "x-rules"
# what a rule of these kinds refuses is answered as a wrong value: 422
VALUE_KINDS = frozenset({"bound", "chronology", "duration"})
_METHODS = {"create": ("", "post"), "update": ("/{id}", "put"), "delete": ("/{id}", "delete"), "view": ("/{id}", "get")}
_WRITING = ("create", "update")


def note_rules(model: Any, paths: dict[str, Any]) -> None:
    """Add to each operation in `paths` the rules that may refuse it, as {id, kind, text}, in the model's order."""
    base = {resource.id: f"/api/{resource.path}" for resource in resources_of(model)}
    for rule in rules_of(model):
        for action in _actions(rule):
            tail, method = _METHODS.get(action, (f"/{{id}}/{action}", "post"))
            operation = paths[base[rule.entity] + tail][method]
            operation.setdefault(KEY, []).append({"id": rule.id, "kind": rule.kind, "text": rule.text})


def _actions(rule: Rule) -> tuple[str, ...]:
    """Return the actions that a rule may refuse."""
    if rule.kind == "lead" and rule.action == "create":
        return _WRITING
    if rule.action:
        return (rule.action,)
    if rule.actions:
        return rule.actions
    return {"visibility": ("view", "update", "delete"), "expiry": (), "reminder": (), "required": ()}.get(rule.kind, _WRITING)


def operations_with_value_rules(document: Any) -> list[str]:
    """Return `METHOD /path` of the operations in which a value that the schema allows may be refused with 422, sorted."""
    return sorted(
        f"{method.upper()} {path}"
        for path, item in document.get("paths", {}).items()
        for method, operation in item.items()
        if isinstance(operation, dict) and any(rule["kind"] in VALUE_KINDS for rule in operation.get(KEY, ()))
    )
