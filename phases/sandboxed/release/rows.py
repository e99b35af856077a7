"""Rows that guests add by REST: valid values from the domain model, the rows that they refer to made first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.quality.asking import Answer, Client
from phases.sandboxed.release.guests import Guests


class RowRefused(RuntimeError):
    """The service did not accept a row that its own model calls valid; the message carries its answer."""


class Rows:
    """Adds rows of any resource, each by a guest whose role may."""

    def __init__(self, model: Mapping[str, Any], guests: Guests):
        self.resources = {resource.id: resource for resource in resources_of(model)}
        self.guests = guests
        self._parents: dict[str, int] = {}
        self._made: list[tuple[Resource, int]] = []

    def values(self, resource: Resource) -> dict[str, Any]:
        """Return valid input for the next row of a resource; required references name rows that are made for it. Raises RowRefused."""
        apart = self.guests.filling.apart(resource)
        needed = [field for field in resource.inputs if field.references and (field.required or field.name in apart)]
        named = {field.name: self._parent(field.references, new=field.name in apart) for field in needed if field.references != resource.id}
        return {**self.guests.filling.values(resource), **named}

    def _parent(self, id: str, *, new: bool) -> int:
        """Return the id of a row to refer to: one that was made to be referred to, or a new one."""
        if new or id not in self._parents:
            self._parents[id] = int(self.add(id)["id"])
        return self._parents[id]

    def reading(self, address: str) -> Client:
        """Return the guest who may read the row at an address of the REST interface."""
        path = address.split("/")[2]
        return self.guests.doing(next(resource.id for resource in self.resources.values() if resource.path == path), "view")

    def add(self, id: str) -> dict[str, Any]:
        """Add a row of the resource with this id and return it as the service answered. Raises RowRefused."""
        answer = self.send(self.resources[id])
        if answer.status != 201:
            raise RowRefused(f"POST /api/{self.resources[id].path} answered {answer.status}: {answer.text[:300]}")
        row = answer.json()
        self.note(self.resources[id], int(row["id"]))
        return row

    def note(self, resource: Resource, row_id: int) -> None:
        """Remember a row that was made otherwise."""
        self._made.append((resource, row_id))

    def make_room(self) -> None:
        """Delete the rows that would be in the way of others by a rule, the newest first."""
        for resource, row_id in reversed(self._made):
            if self.guests.filling.in_each_others_way(resource):
                self.guests.doing(resource.id, "delete").ask("DELETE", f"/api/{resource.path}/{row_id}")
        self._made.clear()

    def send(self, resource: Resource) -> Answer:
        """Send a valid row of a resource and return the answer, whatever it is. Raises RowRefused for a row that it refers to."""
        return self.guests.doing(resource.id, "create").send("POST", f"/api/{resource.path}", self.values(resource))
