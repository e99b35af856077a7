"""Which role may do what, read from the rules of the domain model: by whom tools and tests have something done.

Rules of kind access and approval say who may, rules of kind visibility whose rows a role sees. Everybody may do the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.product.resources import Resource, resources_of, roles_of
from phases.sandboxed.product.rules import rules_of


class Roles:
    """The roles of one domain model, and what they may do."""

    def __init__(self, model: Any):
        resources = resources_of(model)
        self.names = tuple(id for id, _ in roles_of(model))
        self._rules = rules_of(model)
        self._main = max(self.names, key=lambda role: self._reach(role, resources))

    @property
    def main(self) -> str:
        """The role that may do and see most, the first of several."""
        return self._main

    def may(self, role: str, resource_id: str, action: str) -> bool:
        """Tell whether a role may view, create, update, delete or take a step of a resource, whatever the row is."""
        return self.up_to(role, resource_id, action) == math.inf

    def up_to(self, role: str, resource_id: str, action: str) -> float | None:
        """Return the amount up to which a role may do this: infinity where no amount matters, None where it never may."""
        against = [rule for rule in self._about(resource_id) if _limits(rule, action) and role not in rule.roles]
        if any(rule.above is None for rule in against):
            return None
        return min((float(rule.above) for rule in against if rule.above is not None), default=math.inf)

    def sees_all(self, role: str, resource_id: str) -> bool:
        """Tell whether a role sees the rows that others made."""
        own = any(rule.kind == "visibility" and role in rule.roles for rule in self._about(resource_id))
        return not own and self.may(role, resource_id, "view")

    def doing(self, resource_id: str, action: str) -> str:
        """Return who does this: the main role if it may, else the first that may; among them those first that see all rows."""
        able = [role for role in (self._main, *self.names) if self.may(role, resource_id, action)]
        return next((role for role in able if self.sees_all(role, resource_id)), able[0] if able else self._main)

    def _about(self, resource_id: str) -> Iterator[Rule]:
        return (rule for rule in self._rules if rule.entity == resource_id)

    def _reach(self, role: str, resources: tuple[Resource, ...]) -> int:
        """Return how much a role may do, to be compared with others."""
        count = 0
        for resource in resources:
            actions = ("view", "create", "update", "delete", *(transition.action for transition in resource.transitions))
            count += sum(self.may(role, resource.id, action) for action in actions) + 5 * self.sees_all(role, resource.id)
        return count


def _limits(rule: Rule, action: str) -> bool:
    """Tell whether a rule says who may do this."""
    return (rule.kind == "access" and action in rule.actions) or (rule.kind == "approval" and rule.action == action)
