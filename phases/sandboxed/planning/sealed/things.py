"""What the product keeps, as its interface offers it: one `Thing` an entity, with addresses from the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ideamine.lib.pointers import resolve
from phases.sandboxed.author.domain import DomainModel, Entity
from phases.sandboxed.author.letters import folded

MOMENTS = frozenset({"date", "datetime"})
_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}
_FORMATS = {"date": "date", "date-time": "datetime"}


@dataclass(frozen=True, kw_only=True)
class Input:
    """A value that a client sends: its name in the interface, its type, and what the interface demands of it."""

    name: str
    type: str
    required: bool
    values: tuple[str, ...] = ()
    references: str = ""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """An entity with its addresses. `steps` maps an action of its life cycle to the last part of its address."""

    entity: Entity
    path: str
    inputs: tuple[Input, ...]
    steps: Mapping[str, str]
    filters: frozenset[str]
    reports: frozenset[str]

    @property
    def id(self) -> str:
        return self.entity.id

    @property
    def state(self) -> str:
        """The name of the value that holds the state; empty for a thing without states."""
        return plain(self.entity.states.attribute) if self.entity.states else ""

    @property
    def initial(self) -> str:
        return self.entity.states.initial if self.entity.states else ""

    def input(self, name: str) -> Input | None:
        """Return the input that the domain model's attribute became, None when clients do not send it."""
        return next((entry for entry in self.inputs if entry.name == plain(name)), None)

    def moves(self, action: str) -> dict[str, str]:
        """Return source → target of a step."""
        found: dict[str, str] = {}
        for step in self.entity.states.transitions if self.entity.states else ():
            if plain(step.action, "-") == plain(action, "-"):
                found.setdefault(step.source, step.target)
        return found

    def way_to(self, states: Sequence[str], start: str = "") -> list[str] | None:
        """Return the shortest series of steps from `start`, else the initial state, into one of `states`; None when none leads there."""
        ways: list[tuple[str, list[str]]] = [(start or self.initial, [])]
        seen = {start or self.initial}
        for state, way in ways:
            if state in states:
                return way
            for action in self.steps:
                target = self.moves(action).get(state)
                if target is not None and target not in seen:
                    seen.add(target)
                    ways.append((target, [*way, action]))
        return None


def things_of(model: DomainModel, openapi: Mapping[str, Any]) -> dict[str, Thing]:
    """Return entity id → thing, for every entity to which the interface gives an address."""
    paths = {entry["entity"]: entry["path"] for entry in openapi["resources"]}
    return {entity.id: _thing(entity, paths[entity.id], openapi["document"]) for entity in model.entities if entity.id in paths}


def plain(name: str, joiner: str = "_") -> str:
    """Return a name as the interface writes it: lower-case ASCII letters and digits, joined."""
    return joiner.join(re.findall(r"[a-z0-9]+", folded(name.lower())))


def _thing(entity: Entity, path: str, document: Mapping[str, Any]) -> Thing:
    offered = document["paths"]
    listing = offered[path]["get"]
    filters = {entry["name"] for entry in listing.get("parameters", ()) if entry.get("in") == "query"} - {"limit", "offset"}
    reports = {address for address in offered if address.startswith(f"{path}/report")}
    return Thing(
        entity=entity,
        path=path,
        inputs=_inputs(entity, document, offered[path]["post"]),
        steps=_steps(entity, path, offered),
        filters=frozenset(filters),
        reports=frozenset(reports),
    )


def _inputs(entity: Entity, document: Mapping[str, Any], operation: Mapping[str, Any]) -> tuple[Input, ...]:
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    schema = resolve(document, schema["$ref"][1:]) if "$ref" in schema else schema
    attributes = {plain(attribute.name): attribute for attribute in entity.attributes}
    found = []
    for name, entry in schema["properties"].items():
        known = attributes.get(name)
        values = tuple(value for value in entry.get("enum", ()) if value is not None)
        kind = known.type if known else _type_of(entry)
        references = known.references if known else ""
        found.append(Input(name=name, type=kind, required=name in schema.get("required", ()), values=values, references=references))
    return tuple(found)


def _type_of(schema: Mapping[str, Any]) -> str:
    kinds = schema.get("type", "string")
    kind = next((kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null"), "string")
    return "enum" if "enum" in schema else _FORMATS.get(schema.get("format", ""), _TYPES.get(kind, "text"))


def _steps(entity: Entity, path: str, offered: Mapping[str, Any]) -> dict[str, str]:
    """Return action → address part; an action whose name the interface keeps for itself is served as `set-` and its target."""
    found: dict[str, str] = {}
    for step in entity.states.transitions if entity.states else ():
        for name in (plain(step.action, "-"), f"set-{plain(step.target, '-')}"):
            if f"{path}/{{id}}/{name}" in offered:
                found.setdefault(step.action, name)
                break
    return found
