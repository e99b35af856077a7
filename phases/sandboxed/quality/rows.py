"""Rows to work with in a started product: valid input for every resource, made through REST, the rows referred to first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from phases.sandboxed.product.examples import example
from phases.sandboxed.product.resources import Field, Resource
from phases.sandboxed.quality.crew import Crew


class RowRefused(RuntimeError):
    """The product did not accept a valid row; the message carries what it answered."""


def input_for(resource: Resource, parents: Mapping[str, int], *, second: bool = False) -> dict[str, Any]:
    """Return valid input; `parents` is the id of a row by resource id. References without a row are left out when optional."""
    values = {field.name: _value(field, parents, second) for field in resource.inputs}
    return {name: value for name, value in values.items() if value is not None}


def _value(field: Field, parents: Mapping[str, int], second: bool) -> Any:
    return parents.get(field.references) if field.type == "reference" else example(field, second=second)


def make(crew: Crew, resource: Resource, parents: Mapping[str, int], *, second: bool = False) -> dict[str, Any]:
    """Add one row by REST, as a role that may, and return it. Raises RowRefused."""
    answer = crew.doing(resource, "create").send("POST", f"/api/{resource.path}", input_for(resource, parents, second=second))
    if answer.status != 201:
        raise RowRefused(f"POST /api/{resource.path} answered {answer.status}: {answer.text[:300]}")
    return dict(answer.json())


def make_all(crew: Crew, resources: Sequence[Resource], *, times: int = 1) -> dict[str, int]:
    """Add `times` rows of every resource, those referred to first; return the last row's id by resource id. Raises RowRefused."""
    made: dict[str, int] = {}
    for resource in in_order(resources):
        for _ in range(times):
            newest = int(make(crew, resource, made)["id"])
        made[resource.id] = newest
    return made


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
