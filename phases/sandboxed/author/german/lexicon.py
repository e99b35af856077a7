"""Common domains in German (lexicon.json), under the names that the hazards and alternatives of each domain have.

Attributes are written `Beschriftung:type`, then `!`, `(a,b)`, `@Sache` and `[unit]` as in the English lexicon, `_` for a blank; states
`from>verb>to …`, the first state being the initial one. The sentence that a claim cites is the rule `german.lexicon.<domain>.<id>`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from phases.sandboxed.author.domain import Attribute, States, Transition
from phases.sandboxed.author.german.nouns import plural
from phases.sandboxed.author.german.vocabulary import id_of
from phases.sandboxed.author.letters import folded
from phases.sandboxed.author.lexicon import attribute_from

STATUS = "status"


@dataclass(frozen=True, kw_only=True)
class KnownThing:
    """A thing that is typical of a domain; `core` ones are added whenever the domain is recognised."""

    id: str
    name: str
    plural: str
    aliases: frozenset[str]
    core: bool
    rule: str
    attributes: tuple[Attribute, ...]
    states: States | None


@dataclass(frozen=True, kw_only=True)
class Domain:
    """One domain; `triggers` are the singular words and infinitives that point at it, `actors` names of people."""

    name: str
    triggers: frozenset[str]
    things: tuple[KnownThing, ...]
    actors: tuple[str, ...]


def attribute(text: str) -> Attribute:
    """Return the attribute that the notation describes. Raises LexiconError."""
    written, _, rest = text.partition(":")
    rest, at, target = rest.partition("@")
    found = attribute_from(f"{id_of(written)}:{rest}{at}{id_of(target)}")
    return replace(found, label=written.replace("_", " "))


def states_from(text: str) -> States | None:
    """Return the states that the notation describes, None for an empty text."""
    moves = [step.split(">") for step in text.split()]
    if not moves:
        return None
    values = list(dict.fromkeys(state for source, _, target in moves for state in (source, target)))
    steps = tuple(transition(source=source, verb=verb, target=target) for source, verb, target in moves)
    return States(attribute=STATUS, values=tuple(values), initial=moves[0][0], transitions=steps)


def transition(*, source: str, verb: str, target: str) -> Transition:
    """Return a step by its verb; its name is written in ASCII letters, since it stands in addresses."""
    return Transition(source=source, target=target, action=folded(verb), label=verb[:1].upper() + verb[1:] if folded(verb) != verb else "")


def _thing(domain: str, data: Mapping[str, Any]) -> KnownThing:
    id = id_of(data["name"])
    return KnownThing(
        id=id,
        name=data["name"],
        plural=plural(data["name"]),
        aliases=frozenset(id_of(alias) for alias in data["aliases"].split()),
        core=data["core"],
        rule=f"german.lexicon.{domain}.{id}",
        attributes=tuple(attribute(text) for text in data["attributes"].split()),
        states=states_from(data.get("states", "")),
    )


@functools.cache
def domains() -> tuple[Domain, ...]:
    """Return all domains, by name."""
    listed = json.loads((Path(__file__).parent / "lexicon.json").read_text(encoding="utf-8"))
    made = (
        Domain(
            name=entry["domain"],
            triggers=frozenset(entry["triggers"].split()),
            things=tuple(_thing(entry["domain"], data) for data in entry["entities"]),
            actors=tuple(entry["actors"]),
        )
        for entry in listed
    )
    return tuple(sorted(made, key=lambda domain: domain.name))


def known(id: str, domain: Domain | None) -> KnownThing | None:
    """Return the lexicon's thing for an id: by name or alias in the idea's own domain, elsewhere by its exact name."""
    for thing in domain.things if domain else ():
        if id == thing.id or id in thing.aliases:
            return thing
    return next((thing for other in domains() for thing in other.things if thing.id == id), None)
