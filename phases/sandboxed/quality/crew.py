"""The visitors of a started product, one account a role: whatever has to be done is done by a role that may do it."""

from __future__ import annotations

import datetime
from typing import Any

from phases.sandboxed.product.filling import Filling
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.product.roles import Roles
from phases.sandboxed.product.running import Service
from phases.sandboxed.quality.asking import Client


class Crew:
    """Signed-in clients of one service. They raise SignInFailed, an OSError, when the service does not let them in."""

    def __init__(self, service: Service, model: Any):
        self.service, self.roles, self.resources = service, Roles(model), resources_of(model)
        self.filling = Filling(model, datetime.datetime.now(datetime.UTC))
        self._clients: dict[str, Client] = {}

    @property
    def main(self) -> Client:
        """The client of the role that may do most."""
        return self.of(self.roles.main)

    def doing(self, resource: Resource, action: str) -> Client:
        """Return the client of a role that may do this with a resource."""
        return self.of(self.roles.doing(resource.id, action))

    def twin(self) -> Crew:
        """Return the same people with other browsers: the sessions are shared, nothing else. For use in another thread."""
        other = Crew.__new__(Crew)
        other.service, other.roles, other.resources, other.filling, other._clients = self.service, self.roles, self.resources, self.filling, {}
        return other

    def stranger(self) -> Client:
        """Return a client without a session."""
        return Client(self.service.url)

    def of(self, role: str) -> Client:
        """Return the client of a role."""
        if role not in self._clients:
            self._clients[role] = Client(self.service.url, token=self.service.sign_in(role))
        return self._clients[role]
