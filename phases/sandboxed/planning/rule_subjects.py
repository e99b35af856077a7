"""A rule beside the thing of the product that it is about, in the words of the idea's language. Used by `rule_acceptance`, a function a kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.product.resources import Field, Resource, as_mapping, resources_of
from phases.sandboxed.product.roles import Roles
from phases.sandboxed.product.rules import target_of
from phases.sandboxed.product.stories.lifecycles import counting_state, steps_to
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import Deed, Noun, Speech


@dataclass(frozen=True, kw_only=True)
class About:
    """A rule beside the thing that it is about, and the words in which both are spoken of."""

    rule: Rule
    resource: Resource
    model: Any

    @property
    def speech(self) -> Speech:
        return speech_of(self.resource)

    @property
    def it(self) -> Noun:
        return self.speech.thing(self.resource)

    def say(self, pattern: str, /, **given: Any) -> str:
        """Return a sentence about the thing (`it`)."""
        return self.speech.say(pattern, it=self.it, **given)

    def label(self, name: str) -> str:
        return self.speech.label(self.field(name).label)

    def labels(self, names: Iterable[str]) -> str:
        return self.speech.listed(self.label(name) for name in names)

    def deed(self, action: str) -> Deed:
        return deed_of(self.resource, action)

    def field(self, name: str) -> Field:
        return next(field for field in self.resource.fields if field.name == name)

    def actor(self, id: str) -> Noun:
        return self.speech.person(next(actor["name"] for actor in as_mapping(self.model)["actors"] if actor["id"] == id))

    def can(self, action: str, role: str = "") -> bool:
        """Tell whether the role, or any role, may do something with this kind of thing at all."""
        roles = Roles(self.model)
        return any(roles.may(name, self.resource.id, action) for name in ([role] if role else roles.names))

    def reaches(self, role: str) -> bool:
        """Tell whether there are rows that the role can see: everybody's, or such as it makes itself."""
        return Roles(self.model).sees_all(role, self.resource.id) or self.can("create", role)

    @property
    def others(self) -> tuple[str, ...]:
        """The roles that the rule does not name."""
        return tuple(actor["id"] for actor in as_mapping(self.model)["actors"] if actor["id"] not in self.rule.roles)

    @property
    def left(self) -> str:
        """The first state of those that do not count to which the thing's own steps lead; empty when there is none."""
        return next((state for state in self.rule.ignored if steps_to(self.resource, state, self.counted)), "")

    @property
    def counted(self) -> str:
        """The state in which a row begins to count, where new ones wait and do not; empty when they count at once."""
        return counting_state(self.resource, self.rule.ignored)

    @property
    def moment(self) -> str:
        """How people speak of the moment that the rule reads: the thing's own, or that of the thing to which it refers."""
        if not self.rule.through:
            return self.label(self.rule.attribute)
        other = target_of(self.rule, self.resource, self.model)
        label = next(field.label for field in other.fields if field.name == self.rule.attribute)
        return self.say("{moment} of the {target:one}", moment=self.speech.label(label), target=self.speech.thing(other))

    def target(self, reference: str) -> Resource:
        return next(resource for resource in resources_of(self.model) if resource.id == self.field(reference).references)


def deed_of(resource: Resource, action: str) -> Deed:
    """Return an operation, or a step of a resource's life cycle, as people say it."""
    return speech_of(resource).deed(action, next((step.label for step in resource.transitions if step.action == action), ""))
