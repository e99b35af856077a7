"""Rules about figures and values, fitted: capacity, bound, unique, required. Each returns what a Rule has beside id and text."""

from __future__ import annotations

import math
from dataclasses import replace

from phases.sandboxed.author.attributes import attribute_name, named
from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.domain import Attribute
from phases.sandboxed.author.fitting.ground import Ground
from phases.sandboxed.author.fitting.moments import Fitted
from phases.sandboxed.author.sourcing import Source
from phases.sandboxed.author.vocabulary import is_person


def capacity(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """At most so many rows refer to one row; the words name what is counted first, then what has the places."""
    ids = list(
        dict.fromkeys(id for key in demand.things if (id := ground.find(key)) and not (is_person(key.split("_")[-1]) and not ground.referring(id)))
    )
    held = [entry.references for id in ids for entry in ground.attributes(id) if entry.references and not ground.is_person_entity(entry.references)]
    for container in (*reversed(ids), *held, *(ground.entries if not ids else ())):
        made = ground.rows_of(demand.verbs, (container,))  # by what is done with it: of a book that is reserved the reservations
        counted = made if made != container else next((id for id in ids if id != container and ground.reference_between(id, container)), None)
        counted = counted or next(iter(_places_of(ground, container)), None)
        if counted is None and len(ids) == 2 and container == ids[-1]:
            counted = ids[0]
        if counted is None:
            continue
        reference = ground.reference(counted, container, source)
        fitted = {"kind": "capacity", "entity": counted, "reference": reference, "ignored": _without_a_place(ground, counted)}
        if demand.maximum is not None:
            return [{**fitted, "maximum": demand.maximum}]
        places = next((entry.name for entry in ground.attributes(container) if entry.name in ("capacity", "seats", "places", "spots")), None)
        places = places or ground.add(container, Attribute(name="capacity", type="integer", required=True), source)
        ground.require(container, places)
        return [{**fitted, "attribute": places}]
    return []


def _places_of(ground: Ground, container: str) -> list[str]:
    """Return the entities whose rows take places: those that refer to the container, registrations and bookings first."""
    found = [id for id in ground.referring(container) if not ground.is_person_entity(id)]
    return sorted(found, key=lambda id: id.split("_")[-1] not in ("registration", "enrolment", "booking", "reservation", "signup", "ticket"))


def _without_a_place(ground: Ground, id: str) -> tuple[str, ...]:
    states = ground.entries[id].entity.states
    waiting = tuple(value for value in states.values if value == "waiting") if states else ()
    return (*waiting, *ground.taken_back(id))


def bound(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """A number lies between bounds."""
    wanted = attribute_name(demand.attribute)
    owners = [id for key in demand.things if (id := ground.find(key))]
    made = ground.rows_of(demand.verbs, demand.things)
    having = [id for id in ground.entries if any(wanted == entry.name or wanted in entry.name.split("_") for entry in ground.attributes(id))]
    near = ground.find(demand.context)
    id = next((id for id in owners if id in having), None) or (near if near in having and not owners else None)
    id = id or (having[0] if having and not owners else None)
    id = id or _rated(wanted, owners, ground) or made or ((near or next(iter(ground.entries), None)) if not demand.things else None)
    if id is None:
        return []
    name = "score" if wanted == id.split("_")[-1] else wanted
    attribute = ground.number(id, name, demand.unit, source, required=False)
    whole = any(entry.name == attribute and entry.type == "integer" for entry in ground.attributes(id))
    minimum = math.ceil(demand.minimum) if whole and demand.minimum is not None else demand.minimum
    return [{"kind": "bound", "entity": id, "attribute": attribute, "minimum": minimum, "maximum": demand.maximum}]


def _rated(wanted: str, owners: list[str], ground: Ground) -> str | None:
    """Return where a rating is kept: in the rating or review of the thing."""
    if wanted not in ("rating", "score", "stars", "grade"):
        return None
    kept = [id for id in ground.entries if id.split("_")[-1] in ("rating", "review", wanted)]
    return next((id for id in kept if not owners or id in owners or any(ground.reference_between(id, owner) for owner in owners)), None)


def unique(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """No two rows with the same values."""
    if not demand.attributes:
        return []
    wanted = [attribute_name(key) for key in demand.attributes]
    owners = [id for key in demand.things if (id := ground.find(key))]
    having = [id for id in ground.entries if any(entry.name in wanted for entry in ground.attributes(id))]
    people = [id for id in ground.entries if ground.is_person_entity(id)]
    near = ground.find(demand.context)
    id = next((id for id in owners if id in having), None) or (near if near in having else None)
    id = id or next(iter([*owners[:1], *having, *(people if "email" in wanted else ()), *([near] if near else ()), *ground.entries]), None)
    if id is None:
        return []
    names = [_value(ground, id, name.removeprefix(f"{id}_"), source) for name in wanted[:3]]
    return [{"kind": "unique", "entity": id, "attributes": tuple(dict.fromkeys(names))}]


def _value(ground: Ground, id: str, name: str, source: Source) -> str:
    """Return the name of a value of an entity, added as text where there is none."""
    short = name.split("_")[-1]
    for known in (name, short):
        if ground.has(id, known) is not None:
            ground.require(id, known)
            return known
    return ground.add(id, replace(named(name, required=True), required=True), source)


def required(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """Values that are never empty, one rule each."""
    id = ground.first(demand.things) or (ground.find(demand.context) or next(iter(ground.entries), None) if not demand.things else None)
    if id is None:
        return []
    fitted: Fitted = []
    for key in demand.attributes:
        target = ground.find(key)
        if target is not None and target != id:
            name = ground.reference(id, target, source)
        elif is_person(key.split("_")[-1]):
            name = ground.person(id, key, source)
        else:
            name = _value(ground, id, attribute_name(key).removeprefix(f"{id}_"), source)
        fitted.append({"kind": "required", "entity": id, "attribute": name})
    return fitted
