"""Writes the product's `app/resources.py`: the resources as plain declarations."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.product.resources import Field, Resource, Transition, as_mapping, resources_of, roles_of

HEAD = '''"""What the service keeps: one declaration a resource. Forms, pages, checks and the API follow from these."""

from app.declarations import Field, Resource, Transition

'''


def resources_module(model: Any) -> str:
    """Return the source of `app/resources.py`."""
    about = as_mapping(model)
    constants = {"TITLE": about["title"], "SUMMARY": about.get("summary") or about["title"], "LANGUAGE": about.get("language") or "en"}
    lines = [f"{name} = {literal(value)}" for name, value in constants.items()]
    lines += ["# (id, name) of every role that an account can have", f"ROLES = {literal(roles_of(about))}"]
    resources = resources_of(about)
    body = "RESOURCES: tuple[Resource, ...] = (\n" + "".join(_resource(resource) for resource in resources) + ")\n"
    needs_transition = any(resource.transitions for resource in resources)
    head = HEAD if needs_transition else HEAD.replace(", Transition", "")
    return head + "\n".join(lines) + "\n\n" + body


def literal(value: object) -> str:
    """Return a Python literal, strings in double quotes as the rest of the product writes them."""
    if isinstance(value, tuple):
        return "(" + ", ".join(literal(item) for item in value) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, str):
        quoted = repr(value)
        return '"' + quoted[1:-1].replace('"', '\\"').replace("\\'", "'") + '"' if quoted[0] == "'" else quoted
    return repr(value)


def _resource(resource: Resource) -> str:
    lines = [f"        {name}={literal(getattr(resource, name))}," for name in ("id", "name", "plural", "path", "description")]
    lines += ["        fields=(", *(f"            {_field(field)}," for field in resource.fields), "        ),"]
    lines.append(f"        caption={literal(resource.caption)},")
    if resource.state:
        lines += [f"        state={literal(resource.state)},", f"        initial={literal(resource.initial)},"]
    if resource.transitions:
        lines += ["        transitions=(", *(f"            {_transition(step)}," for step in resource.transitions), "        ),"]
    return "    Resource(\n" + "\n".join(lines) + "\n    ),\n"


def _field(field: Field) -> str:
    parts = [f"{name}={literal(getattr(field, name))}" for name in ("name", "label", "type")]
    parts += [
        f"{name}={literal(getattr(field, name))}"
        for name in ("required", "values", "unit", "references", "managed", "multiline")
        if getattr(field, name)
    ]
    return f"Field({', '.join(parts)})"


def _transition(step: Transition) -> str:
    return f"Transition(action={literal(step.action)}, label={literal(step.label)}, moves={literal(step.moves)})"
