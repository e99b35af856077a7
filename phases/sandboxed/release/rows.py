"""Rows that guests add by REST: valid values from the domain model, the rows that they refer to made first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.product.examples import example
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.release.guests import Guests
from phases.sandboxed.release.visitors import Answer, Visitor


class RowRefused(RuntimeError):
    """The service did not accept a row that its own model calls valid; the message carries its answer."""


class Rows:
    """Adds rows of any resource, each by a guest whose role may."""

    def __init__(self, model: Mapping[str, Any], guests: Guests):
        self.resources = {resource.id: resource for resource in resources_of(model)}
        self.guests = guests

    def values(self, resource: Resource, *, second: bool = False) -> dict[str, Any]:
        """Return valid input for a resource; required references name rows that are made for it. Raises RowRefused."""
        plain = {field.name: example(field, second=second) for field in resource.inputs if not field.references}
        return {**plain, **{field.name: self.add(field.references)["id"] for field in resource.inputs if field.references and field.required}}

    def reading(self, address: str) -> Visitor:
        """Return the guest who may read the row at an address of the REST interface."""
        path = address.split("/")[2]
        return self.guests.doing(next(resource.id for resource in self.resources.values() if resource.path == path), "view")

    def add(self, id: str) -> dict[str, Any]:
        """Add a row of the resource with this id and return it as the service answered. Raises RowRefused."""
        answer = self.send(self.resources[id])
        if answer.status != 201:
            raise RowRefused(f"POST /api/{self.resources[id].path} answered {answer.status}: {answer.text[:300]}")
        return answer.json()

    def send(self, resource: Resource) -> Answer:
        """Send a valid row of a resource and return the answer, whatever it is. Raises RowRefused for a row that it refers to."""
        return self.guests.doing(resource.id, "create").api("POST", f"/api/{resource.path}", self.values(resource))
