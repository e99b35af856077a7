"""The visitors of one running release, an account a role: what has to be done is done by a role that may do it."""

from __future__ import annotations

import datetime
from typing import Any

from phases.sandboxed.product.filling import Filling
from phases.sandboxed.product.roles import Roles
from phases.sandboxed.product.running import Service
from phases.sandboxed.quality.asking import Answer, Client


class Guests:
    """Signed-in visitors that share one record of what they saw. They raise OSError when the service does not let them in."""

    def __init__(self, service: Service, model: Any, *, preferred: str = "", filling: Filling | None = None):
        """`preferred` is the role that does whatever it may do, before others are asked; `filling` that of earlier guests of the same database."""
        self.service, self.roles, self.preferred = service, Roles(model), preferred
        self.filling = filling or Filling(model, datetime.datetime.now(datetime.UTC))
        self.seen: list[Answer] = []
        self._visitors: dict[str, Client] = {}

    @property
    def main(self) -> Client:
        """The visitor of the preferred role, else of the one that may do most."""
        return self._of(self.preferred if self.preferred in self.roles.names else self.roles.main)

    def doing(self, resource_id: str, action: str) -> Client:
        """Return the visitor of a role that may do this with a resource."""
        return self._of(self.preferred if self._prefers(resource_id, action) else self.roles.doing(resource_id, action))

    def _prefers(self, resource_id: str, action: str) -> bool:
        """Tell whether the preferred role may do this, and sees the rows: those of all, or its own because it makes them."""
        role, may = self.preferred, self.roles.may
        return (
            role in self.roles.names
            and may(role, resource_id, action)
            and (self.roles.sees_all(role, resource_id) or may(role, resource_id, "create"))
        )

    def moved_to(self, service: Service) -> None:
        """Go on with the same sessions at the service as it was started again."""
        self.service = service
        for visitor in self._visitors.values():
            visitor.url = service.url

    def _of(self, role: str) -> Client:
        if role not in self._visitors:
            self._visitors[role] = Client(self.service.url, token=self.service.sign_in(role), seen=self.seen)
        return self._visitors[role]
