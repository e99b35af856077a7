"""Entities joined: references that lead to what exists, relations that the idea states, listed values that are things, stated orders of states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from phases.sandboxed.author.attributes import attribute_name
from phases.sandboxed.author.domain import Attribute, States, Transition
from phases.sandboxed.author.lexicon import with_states
from phases.sandboxed.author.mentions import Mentions, Order, Relation
from phases.sandboxed.author.sourced import SourcedEntity, with_attribute
from phases.sandboxed.author.sourcing import by_idea


def link(made: list[SourcedEntity], ids: Mapping[str, str], found: Mentions) -> tuple[SourcedEntity, ...]:
    """Return the entities with all their links; what leads nowhere is dropped."""
    linked = _pointed([_listed(entry, {other.entity.id for other in made}) for entry in made], ids)
    by_id = {entry.entity.id: entry for entry in linked}
    for relation in found.relations:
        _relate(by_id, relation, ids)
    for order in found.orders:
        _order(by_id, order, ids)
    return tuple(by_id.values())


def _listed(entry: SourcedEntity, present: set[str]) -> SourcedEntity:
    """Turn a listed value that is a thing of its own into a reference to it."""
    changed = [
        replace(attribute, type="reference", references=attribute.name, values=(), unit="")
        if attribute.type == "text" and attribute.name in present and attribute.name != entry.entity.id
        else attribute
        for attribute in entry.entity.attributes
    ]
    return replace(entry, entity=replace(entry.entity, attributes=tuple(changed)))


def _pointed(made: Iterable[SourcedEntity], ids: Mapping[str, str]) -> list[SourcedEntity]:
    """Point references at the entities that exist, under the names that the idea gives them; drop those that lead nowhere."""
    entries = list(made)
    present = {entry.entity.id for entry in entries}
    linked = []
    for entry in entries:
        kept, sources = [], dict(entry.attribute_sources)
        for attribute in entry.entity.attributes:
            target = ids.get(attribute.references, attribute.references)
            if attribute.type != "reference":
                kept.append(attribute)
            elif target in present and target != entry.entity.id:
                name = target if attribute.name == attribute.references else attribute.name
                sources.setdefault(name, sources.get(attribute.name, entry.source))
                kept.append(replace(attribute, references=target, name=name))
        unique = tuple({attribute.name: attribute for attribute in kept}.values())
        linked.append(replace(entry, attribute_sources=sources, entity=replace(entry.entity, attributes=unique)))
    return linked


def _relate(by_id: dict[str, SourcedEntity], relation: Relation, ids: Mapping[str, str]) -> None:
    owner, target = _id(by_id, relation.owner, ids), _id(by_id, relation.target, ids)
    if owner is None or owner == target:
        return
    entry, source = by_id[owner], by_idea(relation.pointer, relation.quote)
    known = next((old for old in entry.entity.attributes if target and old.references == target), None)
    name = known.name if known else attribute_name(relation.target)
    if target is None:
        added = Attribute(name=name, type="text", required=relation.required)
    else:
        added = Attribute(name=name, type="reference", required=relation.required or bool(known and known.required), references=target)
    if target is not None or all(old.name != name for old in entry.entity.attributes):
        by_id[owner] = with_attribute(entry, added, source)


def _id(by_id: Mapping[str, SourcedEntity], key: str, ids: Mapping[str, str]) -> str | None:
    if key in by_id:
        return key
    if ids.get(key) in by_id:
        return ids[key]
    return next((id for id in by_id if id.split("_")[-1] == key or key.split("_")[-1] == id), None)


def _order(by_id: dict[str, SourcedEntity], order: Order, ids: Mapping[str, str]) -> None:
    """Give a thing the states that the idea puts in order, in the place of those that a rule would give it."""
    id = _id(by_id, order.thing, ids)
    if id is None:
        return
    entry = by_id[id]
    steps = tuple(
        Transition(source=source, target=target, action=action)
        for source, target, action in zip(order.states[:-1], order.states[1:], order.steps, strict=True)
    )
    old = entry.entity.states
    attribute = old.attribute if old else "status"
    kept = tuple(step for step in (old.transitions if old else ()) if step.source in order.states and step.action not in order.steps)
    values = (*order.states, *(step.target for step in kept if step.target not in order.states))
    states = States(attribute=attribute, values=tuple(dict.fromkeys(values)), initial=order.states[0], transitions=(*steps, *kept))
    plain = tuple(other for other in entry.entity.attributes if other.name != attribute)
    source = by_idea(order.pointer, order.quote)
    by_id[id] = replace(
        entry,
        entity=replace(entry.entity, attributes=with_states(plain, states), states=states),
        attribute_sources={**entry.attribute_sources, attribute: source},
    )
