"""The product's prose and deployment files that name the idea."""

from __future__ import annotations

import math
from typing import Any

from phases.sandboxed.product import templates
from phases.sandboxed.product.markdown import below, inline, table
from phases.sandboxed.product.resources import Resource, as_mapping, resources_of, roles_of
from phases.sandboxed.product.roles import Roles

# what a role may do with rows, as the columns of a table, and the action behind each
_DEEDS = {"see": "view", "add": "create", "change": "update", "delete": "delete"}
_EVERYBODY = "everybody"


def readme(model: Any) -> str:
    """Return README.md: how to start, what there is, how to test."""
    about = as_mapping(model)
    resources, summary = resources_of(about), below(about["title"], about.get("summary") or "")
    rows = [(inline(resource.name), f"`/{resource.path}`", f"`/api/{resource.path}`", _steps(resource)) for resource in resources]
    return templates.fill(
        "README.md",
        title=about["title"],
        summary=f"\n{summary}\n" if summary else "",
        powers=_powers(about, resources),
        role=roles_of(about)[0][0],
        roles=", ".join(f"`{id}`" for id, _ in roles_of(about)),
        resources=table(("what", "pages", "REST", "transitions"), rows),
        first=resources[0].path,
    )


def _powers(model: Any, resources: tuple[Resource, ...]) -> str:
    """Return who may do what, a table where the rules part the roles or the rows."""
    names, roles = {id: inline(name) for id, name in roles_of(model)}, Roles(model)
    able = [[*(_able(roles, names, resource, action) for action in _DEEDS.values()), _movers(roles, names, resource)] for resource in resources]
    if all(cell in (_EVERYBODY, "–") for cells in able for cell in cells):
        return "Everybody with an account may do everything."
    head = ("what", *(f"may {word}" for word in _DEEDS), "may take the steps")
    told = table(head, [(inline(resource.name), *cells) for resource, cells in zip(resources, able, strict=True)])
    return f"{told}\n\n*Own*: only the rows that the account made. *Up to*: beyond that a rule wants somebody else."


def _able(roles: Roles, names: dict[str, str], resource: Resource, action: str) -> str:
    """Return the roles that may do this; who may only with rows of its own, or up to an amount, says so."""
    found = {role: most for role in names if (most := roles.up_to(role, resource.id, action)) is not None}
    conditions = {role: ["own"] if action != "create" and not roles.sees_all(role, resource.id) else [] for role in found}
    for role, most in found.items():
        conditions[role] += [f"up to {most:g}"] if math.isfinite(most) else []
    if len(found) == len(names) and not any(conditions.values()):
        return _EVERYBODY
    return ", ".join(names[role] + (f" ({', '.join(said)})" if said else "") for role, said in conditions.items()) or "nobody"


def _movers(roles: Roles, names: dict[str, str], resource: Resource) -> str:
    """Return the roles that may move a row through its life; each step apart where they differ."""
    able = {transition.action: _able(roles, names, resource, transition.action) for transition in resource.transitions}
    if len(set(able.values())) <= 1:
        return next(iter(able.values()), "–")
    named = [f"{action}: {who}" for action, who in able.items() if who != _EVERYBODY]
    return "; ".join(named if len(named) == len(able) else [*named, f"the others: {_EVERYBODY}"])


def _steps(resource: Resource) -> str:
    steps = [
        f"{transition.action} ({', '.join(f'{source} → {target}' for source, target in transition.moves)})" for transition in resource.transitions
    ]
    return "; ".join(steps) or "–"


def service_unit(model: Any) -> str:
    """Return the systemd unit."""
    title = " ".join(str(as_mapping(model)["title"]).split())
    return templates.fill("deploy/app.service", title=title.replace("%", "%%"))
