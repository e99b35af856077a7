"""The product's prose and deployment files that name the idea."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.product import templates
from phases.sandboxed.product.resources import Resource, as_mapping, resources_of, roles_of


def readme(model: Any) -> str:
    """Return README.md: how to start, what there is, how to test."""
    about = as_mapping(model)
    resources = resources_of(about)
    actors = "\n".join(f"- **{actor['name']}**: {actor['description']}" for actor in about.get("actors") or []) or "- anybody who can reach it"
    table = "\n".join(f"| {resource.name} | `/{resource.path}` | `/api/{resource.path}` | {_steps(resource)} |" for resource in resources)
    return templates.fill(
        "README.md",
        title=about["title"],
        summary=about.get("summary") or about["title"],
        actors=actors,
        role=roles_of(about)[0][0],
        roles=", ".join(f"`{id}`" for id, _ in roles_of(about)),
        resources=table,
        first=resources[0].path,
    )


def _steps(resource: Resource) -> str:
    steps = [
        f"{transition.action} ({', '.join(f'{source} → {target}' for source, target in transition.moves)})" for transition in resource.transitions
    ]
    return "; ".join(steps) or "–"


def service_unit(model: Any) -> str:
    """Return the systemd unit."""
    title = " ".join(str(as_mapping(model)["title"]).split())
    return templates.fill("deploy/app.service", title=title.replace("%", "%%"))
