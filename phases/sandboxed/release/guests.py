"""The visitors of one running release, an account a role: what has to be done is done by a role that may do it."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.product.roles import Roles
from phases.sandboxed.product.running import Service
from phases.sandboxed.release.visitors import Answer, Visitor


class Guests:
    """Signed-in visitors that share one record of what they saw. They raise OSError when the service does not let them in."""

    def __init__(self, service: Service, model: Any, *, preferred: str = ""):
        """`preferred` is the role that does whatever it may do, before others are asked."""
        self.service, self.roles, self.preferred = service, Roles(model), preferred
        self.seen: list[Answer] = []
        self._visitors: dict[str, Visitor] = {}

    @property
    def main(self) -> Visitor:
        """The visitor of the preferred role, else of the one that may do most."""
        return self._of(self.preferred if self.preferred in self.roles.names else self.roles.main)

    def doing(self, resource_id: str, action: str) -> Visitor:
        """Return the visitor of a role that may do this with a resource."""
        able = self.preferred in self.roles.names and self.roles.may(self.preferred, resource_id, action)
        return self._of(self.preferred if able else self.roles.doing(resource_id, action))

    def moved_to(self, service: Service) -> None:
        """Go on with the same sessions at the service as it was started again."""
        self.service = service
        for visitor in self._visitors.values():
            visitor.url = service.url

    def _of(self, role: str) -> Visitor:
        if role not in self._visitors:
            self._visitors[role] = Visitor(url=self.service.url, token=self.service.sign_in(role), seen=self.seen)
        return self._visitors[role]
