"""Common domains as data: typical entities, actors, hazards and alternatives, one JSON file each.

Attributes are written `name:type`, then `!` for required, `(a,b)` for enum values, `@entity` for a reference and
`[unit]`; states `attribute: from>action>to …`, the first state being the initial one. The sentence that a claim cites
for an entity is the rule `lexicon.<domain>.<entity>`.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.author.domain import Attribute, States, Transition

_ATTRIBUTE = re.compile(r"(?P<name>[a-z_]+):(?P<type>[a-z]+)(?:\((?P<values>[^)]*)\))?(?P<required>!)?(?:@(?P<ref>[a-z_]+))?(?:\[(?P<unit>[^]]+)\])?")


class LexiconError(ValueError):
    """A lexicon file does not follow the notation."""


@dataclass(frozen=True, kw_only=True)
class KnownEntity:
    """A thing that is typical of a domain; `core` ones are added whenever the domain is recognised.

    `aliases` are other names of the same thing; `kinds` are things of that kind, of which an idea may have several.
    """

    id: str
    domain: str
    aliases: tuple[str, ...]
    kinds: tuple[str, ...]
    core: bool
    attributes: tuple[Attribute, ...]
    states: States | None

    @property
    def names(self) -> tuple[str, ...]:
        """All words that mean this thing, or one of its kind."""
        return (self.id, *self.aliases, *self.kinds)

    @property
    def rule(self) -> str:
        return f"lexicon.{self.domain}.{self.id}"


@dataclass(frozen=True, kw_only=True)
class Domain:
    """One domain; `triggers` are the singular words that point at it."""

    name: str
    triggers: tuple[str, ...]
    entities: tuple[KnownEntity, ...]
    actors: tuple[str, ...]
    hazards: tuple[str, ...]
    alternatives: tuple[str, ...]


def attribute_from(text: str) -> Attribute:
    """Return the attribute that the notation describes. Raises LexiconError."""
    match = _ATTRIBUTE.fullmatch(text)
    if match is None:
        raise LexiconError(f"{text!r} is no attribute; write name:type, then (values), !, @entity or [unit]")
    values = tuple(match["values"].split(",")) if match["values"] else ()
    return Attribute(
        name=match["name"],
        type=match["type"],
        required=bool(match["required"]),
        values=values,
        unit=match["unit"] or "",
        references=match["ref"] or "",
    )


def states_from(text: str) -> States:
    """Return the states that the notation describes. Raises LexiconError."""
    attribute, _, steps = text.partition(":")
    moves = [tuple(step.split(">")) for step in steps.split()]
    if not moves or any(len(move) != 3 for move in moves):
        raise LexiconError(f"{text!r} describes no states; write 'attribute: from>action>to …'")
    values = list(dict.fromkeys(state for source, _, target in moves for state in (source, target)))
    return States(
        attribute=attribute,
        values=tuple(values),
        initial=moves[0][0],
        transitions=tuple(Transition(source=source, target=target, action=action) for source, action, target in moves),
    )


def with_states(attributes: tuple[Attribute, ...], states: States | None) -> tuple[Attribute, ...]:
    """Return the attributes with the state attribute after the first, as the domain model asks."""
    if states is None or any(entry.name == states.attribute for entry in attributes):
        return attributes
    return (*attributes[:1], Attribute(name=states.attribute, type="enum", required=True, values=states.values), *attributes[1:])


def _entity(domain: str, data: Mapping[str, Any]) -> KnownEntity:
    states = states_from(data["states"]) if data.get("states") else None
    attributes = tuple(attribute_from(text) for text in data["attributes"].split())
    return KnownEntity(
        id=data["id"],
        domain=domain,
        aliases=tuple(data["aliases"].split()),
        kinds=tuple(data.get("kinds", "").split()),
        core=data["core"],
        attributes=with_states(attributes, states),
        states=states,
    )


@functools.cache
def domains() -> tuple[Domain, ...]:
    """Return all known domains, by name."""
    found = []
    for file in sorted(Path(__file__).parent.glob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        found.append(
            Domain(
                name=data["domain"],
                triggers=tuple(data["triggers"].split()),
                actors=tuple(data["actors"]),
                entities=tuple(_entity(data["domain"], entry) for entry in data["entities"]),
                hazards=tuple(data["hazards"]),
                alternatives=tuple(part.strip() for part in data["alternatives"].split(";")),
            )
        )
    return tuple(found)


@functools.cache
def known_ids() -> frozenset[str]:
    """Return the ids of all things that the lexicon knows."""
    return frozenset(entity.id for domain in domains() for entity in domain.entities)


def domain_named(name: str) -> Domain | None:
    """Return the domain of that name; None for `general`, which has no typical things."""
    return next((domain for domain in domains() if domain.name == name), None)


def alternatives(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the rule that names what people use today in a domain, and the names."""
    domain = domain_named(name)
    if domain is None:
        return "alternatives.general", ("paper", "spreadsheet", "general notes application")
    return f"alternatives.{name}", domain.alternatives
