"""The product's prose and deployment files that name the idea."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.product import templates
from phases.sandboxed.product.resources import Resource, as_mapping, resources_of, roles_of
from phases.sandboxed.product.roles import Roles

# what a role may do with rows, as the columns of a table, and the action behind each
_DEEDS = {"see": "view", "add": "create", "change": "update", "delete": "delete"}


def readme(model: Any) -> str:
    """Return README.md: how to start, what there is, how to test."""
    about = as_mapping(model)
    resources = resources_of(about)
    table = "\n".join(f"| {resource.name} | `/{resource.path}` | `/api/{resource.path}` | {_steps(resource)} |" for resource in resources)
    return templates.fill(
        "README.md",
        title=about["title"],
        summary=_summary(about),
        powers=_powers(about, resources),
        role=roles_of(about)[0][0],
        roles=", ".join(f"`{id}`" for id, _ in roles_of(about)),
        resources=table,
        first=resources[0].path,
    )


def _summary(about: Any) -> str:
    """Return the line below the title, with the blank one before it; nothing where it would only repeat the title."""
    summary = about.get("summary") or ""
    return f"\n{summary}\n" if summary and summary.casefold() != about["title"].casefold() else ""


def _powers(model: Any, resources: tuple[Resource, ...]) -> str:
    """Return who may do what, a table where the rules part the roles."""
    names, roles = dict(roles_of(model)), Roles(model)
    if len(names) == 1:
        return "Everybody with an account may do everything."
    rows = [(resource.name, *(_able(roles, names, resource, action) for action in _DEEDS.values()), _movers(roles, names, resource))
            for resource in resources]  # fmt: skip
    if all(cell in ("everybody", "–") for row in rows for cell in row[1:]):
        return "Every role may do everything."
    lines = [("what", *(f"may {word}" for word in _DEEDS), "may take the steps"), ("---",) * (len(_DEEDS) + 2), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _able(roles: Roles, names: dict[str, str], resource: Resource, action: str) -> str:
    """Return the roles that may do this; who sees only what is his own says so."""
    able = [role for role in names if roles.may(role, resource.id, action)]
    own = [role for role in able if action == "view" and not roles.sees_all(role, resource.id)]
    if len(able) == len(names) and not own:
        return "everybody"
    return ", ".join(names[role] + (" (own)" if role in own else "") for role in able) or "nobody"


def _movers(roles: Roles, names: dict[str, str], resource: Resource) -> str:
    """Return the roles that may move a row through its life; each step apart where they differ."""
    able = {transition.action: _able(roles, names, resource, transition.action) for transition in resource.transitions}
    if len(set(able.values())) <= 1:
        return next(iter(able.values()), "–")
    named = [f"{action}: {who}" for action, who in able.items() if who != "everybody"]
    return "; ".join(named if len(named) == len(able) else [*named, "the others: everybody"])


def _steps(resource: Resource) -> str:
    steps = [
        f"{transition.action} ({', '.join(f'{source} → {target}' for source, target in transition.moves)})" for transition in resource.transitions
    ]
    return "; ".join(steps) or "–"


def service_unit(model: Any) -> str:
    """Return the systemd unit."""
    title = " ".join(str(as_mapping(model)["title"]).split())
    return templates.fill("deploy/app.service", title=title.replace("%", "%%"))
