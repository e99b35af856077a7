"""Rows to work with in a started product: valid input for every resource, made through REST, the rows referred to first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.crew import Crew


class RowRefused(RuntimeError):
    """The product did not accept a valid row; the message carries what it answered."""


def input_for(crew: Crew, resource: Resource, parents: Mapping[str, int]) -> dict[str, Any]:
    """Return valid input for the next row; `parents` is the id of a row by resource id. Raises RowRefused.

    References without a row are left out; those by which a rule counts rows name a row that is made for them.
    """
    targets = {other.id: other for other in crew.resources}
    apart = crew.filling.apart(resource)
    named = {field.name: field.references for field in resource.inputs if field.references in parents}
    new = {name: make_served(crew, targets[target], parents) for name, target in named.items() if name in apart and target != resource.id}
    return {**crew.filling.values(resource), **{name: parents[target] for name, target in named.items()}, **new}


def make(crew: Crew, resource: Resource, parents: Mapping[str, int], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Add one row by REST, as a role that may, and return it; with `given` input or the next valid one. Raises RowRefused."""
    given = input_for(crew, resource, parents) if given is None else given
    answer = crew.doing(resource, "create").send("POST", f"/api/{resource.path}", given)
    if answer.status != 201:
        raise RowRefused(f"POST /api/{resource.path} answered {answer.status}: {answer.text[:300]}")
    return dict(answer.json())


def make_served(crew: Crew, resource: Resource, parents: Mapping[str, int]) -> int:
    """Add one row for others to refer to and return its id; where rows queue up it is served, so that none waits behind it. Raises RowRefused."""
    id = int(make(crew, resource, parents)["id"])
    for step in resource.transitions:
        if step.action in crew.filling.queued(resource) and resource.initial in dict(step.moves):
            answer = crew.doing(resource, step.action).ask("POST", f"/api/{resource.path}/{id}/{step.action}")
            if answer.status != 200:
                raise RowRefused(f"POST /api/{resource.path}/{id}/{step.action} answered {answer.status}: {answer.text[:300]}")
    return id


def make_all(crew: Crew, resources: Sequence[Resource], *, times: int = 1) -> dict[str, int]:
    """Add `times` rows of every resource, fewer where a rule allows no more, those referred to first.

    Return the last row's id by resource id. Raises RowRefused.
    """
    made: dict[str, int] = {}
    for resource in in_order(resources):
        for _ in range(min(times, crew.filling.most(resource) or times)):
            newest = make_served(crew, resource, made)
        made[resource.id] = newest
    return made


def referred_to(resources: Sequence[Resource]) -> list[Resource]:
    """Return the resources to which others refer."""
    named = {field.references for resource in resources for field in resource.inputs if field.references}
    return [resource for resource in resources if resource.id in named]


def in_order(resources: Sequence[Resource]) -> list[Resource]:
    """Return resources so that each comes after those that it must refer to; the rest of a circle keeps its place."""
    left, done, known = list(resources), set[str](), []
    while left:
        ready = next((resource for resource in left if _needs(resource) <= done | {resource.id}), left[0])
        left.remove(ready)
        done.add(ready.id)
        known.append(ready)
    return known


def _needs(resource: Resource) -> set[str]:
    return {field.references for field in resource.inputs if field.references and field.required}
