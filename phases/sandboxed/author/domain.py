"""The domain model: what an idea is about, as everything after intake reads it. Made by `reading.read_idea`.

Ids are snake_case singular ("todo"); an entity with `states` also has the state attribute, as a required enum
of the same values. JSON leaves out what is empty of the optional keys (`label`, `values`, `unit`, `references`, `states`).
Rules, reports, exports and qualities stand in `business_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import Export, Quality, Report, Rule

ATTRIBUTE_TYPES = ("text", "integer", "number", "boolean", "date", "datetime", "enum", "reference")


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody who uses the product."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One value that an entity keeps. `values` only for enum, `references` (an entity id) only for reference.

    `label` is how people read it where that does not follow from the name (umlauts, units in words).
    """

    name: str
    type: str
    required: bool
    values: tuple[str, ...] = ()
    unit: str = ""
    references: str = ""
    label: str = ""

    def to_json(self) -> dict[str, Any]:
        optional = {"label": self.label, "values": list(self.values), "unit": self.unit, "references": self.references}
        return {"name": self.name, "type": self.type, "required": self.required, **{k: v for k, v in optional.items() if v}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Attribute:
        if data["type"] not in ATTRIBUTE_TYPES:
            raise ValueError(f"attribute {data['name']!r}: type {data['type']!r} is none of {', '.join(ATTRIBUTE_TYPES)}")
        return cls(
            name=data["name"],
            type=data["type"],
            required=bool(data["required"]),
            values=tuple(data.get("values", ())),
            unit=data.get("unit", ""),
            references=data.get("references", ""),
            label=data.get("label", ""),
        )


@dataclass(frozen=True, kw_only=True)
class Transition:
    """A named step of an entity from one state to another. `label` is how people read it where that does not follow from `action`."""

    source: str
    target: str
    action: str
    label: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"from": self.source, "to": self.target, "action": self.action, **({"label": self.label} if self.label else {})}


@dataclass(frozen=True, kw_only=True)
class States:
    """The states of an entity, kept in the enum attribute `attribute`."""

    attribute: str
    values: tuple[str, ...]
    initial: str
    transitions: tuple[Transition, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "attribute": self.attribute,
            "values": list(self.values),
            "initial": self.initial,
            "transitions": [step.to_json() for step in self.transitions],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> States:
        steps = tuple(
            Transition(source=step["from"], target=step["to"], action=step["action"], label=step.get("label", "")) for step in data["transitions"]
        )
        return cls(attribute=data["attribute"], values=tuple(data["values"]), initial=data["initial"], transitions=steps)


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A thing that the product keeps: one resource, one table."""

    id: str
    name: str
    plural: str
    description: str
    attributes: tuple[Attribute, ...]
    states: States | None = None

    def attribute(self, name: str) -> Attribute:
        """Return the attribute of that name. Raises KeyError."""
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute
        raise KeyError(f"entity {self.id!r} has no attribute {name!r}")

    def to_json(self) -> dict[str, Any]:
        body = {
            "id": self.id,
            "name": self.name,
            "plural": self.plural,
            "description": self.description,
            "attributes": [attribute.to_json() for attribute in self.attributes],
        }
        return body if self.states is None else {**body, "states": self.states.to_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Entity:
        return cls(
            id=data["id"],
            name=data["name"],
            plural=data["plural"],
            description=data["description"],
            attributes=tuple(Attribute.from_json(entry) for entry in data["attributes"]),
            states=States.from_json(data["states"]) if data.get("states") else None,
        )


@dataclass(frozen=True, kw_only=True)
class Action:
    """What an actor does with an entity; `verb` in base form, `phrase` a whole sentence."""

    id: str
    actor: str
    verb: str
    entity: str
    phrase: str


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number that the idea names, with its unit and the words around it."""

    value: float | int
    unit: str
    phrase: str


@dataclass(frozen=True, kw_only=True)
class DomainModel:
    """The whole reading of one idea. The first actor and the first entity are the main ones."""

    title: str
    slug: str
    summary: str
    language: str
    domain: str
    actors: tuple[Actor, ...]
    entities: tuple[Entity, ...]
    actions: tuple[Action, ...]
    quantities: tuple[Quantity, ...] = ()
    rules: tuple[Rule, ...] = ()
    qualities: tuple[Quality, ...] = ()
    reports: tuple[Report, ...] = ()
    exports: tuple[Export, ...] = ()

    def entity(self, id: str) -> Entity:
        """Return the entity with this id. Raises KeyError."""
        for entity in self.entities:
            if entity.id == id:
                return entity
        raise KeyError(f"the domain model has no entity {id!r}")

    def actor(self, id: str) -> Actor:
        """Return the actor with this id. Raises KeyError."""
        for actor in self.actors:
            if actor.id == id:
                return actor
        raise KeyError(f"the domain model has no actor {id!r}")

    def to_json(self) -> dict[str, Any]:
        """Return the content of a DomainModel artifact (without `sources`)."""
        return {
            "title": self.title,
            "slug": self.slug,
            "summary": self.summary,
            "language": self.language,
            "domain": self.domain,
            "actors": [vars(actor).copy() for actor in self.actors],
            "entities": [entity.to_json() for entity in self.entities],
            "actions": [vars(action).copy() for action in self.actions],
            "quantities": [vars(entry).copy() for entry in self.quantities],
            "rules": [rule.to_json() for rule in self.rules],
            "qualities": [quality.to_json() for quality in self.qualities],
            "reports": [report.to_json() for report in self.reports],
            "exports": [vars(export).copy() for export in self.exports],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DomainModel:
        """Return the model that a DomainModel artifact holds; `sources` is ignored. Raises KeyError, ValueError."""
        return cls(
            title=data["title"],
            slug=data["slug"],
            summary=data["summary"],
            language=data["language"],
            domain=data["domain"],
            actors=tuple(Actor(**entry) for entry in data["actors"]),
            entities=tuple(Entity.from_json(entry) for entry in data["entities"]),
            actions=tuple(Action(**entry) for entry in data["actions"]),
            quantities=tuple(Quantity(**entry) for entry in data["quantities"]),
            rules=tuple(Rule.from_json(entry) for entry in data["rules"]),
            qualities=tuple(Quality(**entry) for entry in data["qualities"]),
            reports=tuple(Report.from_json(entry) for entry in data.get("reports", ())),
            exports=tuple(Export(**entry) for entry in data.get("exports", ())),
        )
