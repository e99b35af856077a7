"""Who may do what by the rules: everybody signed in may do everything, unless access, approval or visibility say otherwise.

An account is written as its role, with a number from the second on: `member`, `member 2`.
"""

from __future__ import annotations

from collections.abc import Iterable

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.sealed.things import plain


class Uncheckable(Exception):
    """Nothing sent over HTTP could show whether this holds; the message says why."""


class Cast:
    """The roles of a domain model and what the rules let them do."""

    def __init__(self, model: DomainModel):
        self._model = model
        self.roles = tuple(actor.id for actor in model.actors)

    def may(self, entity: str, action: str, *, amount: float | None = None) -> list[str]:
        """Return the roles that may do an action, those first who do something with the thing in the idea's own words.

        `amount` is the value of the attribute by which an approval is bounded, None when it is not known: then it counts as above.
        """
        found = list(self.roles)
        for rule in self._about(entity):
            if _restricts(rule, action, amount):
                found = [role for role in found if role in rule.roles]
        active = [act.actor for act in self._model.actions if act.entity == entity]
        return sorted(found, key=lambda role: (active.index(role) if role in active else len(active), self.roles.index(role)))

    def others(self, roles: Iterable[str]) -> list[str]:
        """Return the roles that are not among these."""
        return [role for role in self.roles if role not in set(roles)]

    def sees_own_alone(self, entity: str, role: str) -> bool:
        """Whether a role sees only the rows that it made itself."""
        return any(rule.kind == "visibility" and role in rule.roles for rule in self._about(entity))

    def maker(self, entity: str, wanted: str = "") -> str:
        """Return the role that adds rows: the wanted one where it may. Raises Uncheckable."""
        roles = self.may(entity, "create")
        if not roles:
            raise Uncheckable(f"no role may create a {entity}")
        return wanted if wanted in roles else roles[0]

    def doer(self, entity: str, action: str, owner: str, *, amount: float | None = None) -> str:
        """Return an account that may do an action to a row of `owner`: the owner itself where possible. Raises Uncheckable."""
        roles = self.may(entity, action, amount=amount)
        if role_of(owner) in roles:
            return owner
        seeing = [role for role in roles if not self.sees_own_alone(entity, role)]
        if not seeing:
            raise Uncheckable(f"no role that sees the {entity} of {owner} may {action} it")
        return seeing[0]

    def _about(self, entity: str) -> list[Rule]:
        return [rule for rule in self._model.rules if rule.entity == entity]


def role_of(account: str) -> str:
    """Return the role of an account."""
    return account.partition(" ")[0]


def account(role: str, number: int) -> str:
    """Return the name of a role's account, counted from 0."""
    return role if number == 0 else f"{role} {number + 1}"


def _restricts(rule: Rule, action: str, amount: float | None) -> bool:
    name = plain(action, "-")
    if rule.kind == "access":
        return name in {plain(entry, "-") for entry in rule.actions}
    if rule.kind == "approval" and plain(rule.action, "-") == name:
        return rule.above is None or amount is None or amount > rule.above
    return False
