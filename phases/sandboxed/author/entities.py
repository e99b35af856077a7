"""From mentions to the entities of the domain model: known things take the lexicon's attributes, others what their kind asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from phases.sandboxed.author.attributes import attribute_name, kind_rule, named, states_for, typical
from phases.sandboxed.author.domain import Attribute, Entity
from phases.sandboxed.author.lexicon import Domain, KnownEntity, domains, with_states
from phases.sandboxed.author.mentions import Mention, Mentions
from phases.sandboxed.author.sourcing import Source, by_idea, by_rule
from phases.sandboxed.author.vocabulary import plural
from phases.sandboxed.rules import rules

MAX_ENTITIES = 7


@dataclass(frozen=True, kw_only=True)
class SourcedEntity:
    """An entity with the source of its description and of each attribute, by name. `known` is the lexicon entity it follows."""

    entity: Entity
    source: Source
    attribute_sources: Mapping[str, Source]
    known: KnownEntity | None


def idea_source(mention: Mention) -> Source:
    """Return a source that cites the words of the idea."""
    return by_idea(mention.pointer, mention.quote)


def title_of(key: str) -> str:
    """Return an id as a name: `beehive_inspection` → `Beehive inspection`."""
    return key.replace("_", " ").capitalize()


def _known(mention: Mention, domain: Domain | None) -> KnownEntity | None:
    """Return the lexicon's entity for a mention: by name or alias in the idea's own domain, elsewhere by exact name only."""
    for entity in domain.entities if domain else ():
        if mention.key in (entity.id, *entity.aliases) or mention.noun == entity.id:
            return entity
    return next((entity for other in domains() for entity in other.entities if entity.id == mention.key), None)


def build(found: Mentions, domain: Domain | None) -> tuple[SourcedEntity, ...]:
    """Return the entities: those mentioned, in the idea's order, then the core ones of the domain; seven at most."""
    mentioned = [(mention, _known(mention, domain)) for mention in found.things.values()]
    if len(mentioned) > 1 and domain is not None:
        mentioned = [(mention, known) for mention, known in mentioned if mention.key != domain.name or known]
    denied = {mention.key for mention in found.excluded} | {mention.noun for mention in found.excluded}
    ids: dict[str, str] = {}
    made: list[SourcedEntity] = []
    for mention, known in mentioned:
        if known is None or known.id not in ids:
            made.append(_from_mention(mention, known, found))
            ids[known.id if known else mention.key] = mention.key
    # a domain recognised by a mere verb adds nothing to an idea that names its own things
    fits = domain is not None and (not made or any(known in domain.entities for _, known in mentioned))
    for known in domain.entities if domain and fits else ():
        if known.core and known.id not in ids and known.id not in denied and not any(entry.entity.id == known.id for entry in made):
            made.append(_from_lexicon(known))
            ids[known.id] = known.id
    return _linked(made[:MAX_ENTITIES], ids)


def _from_lexicon(known: KnownEntity) -> SourcedEntity:
    source = by_rule(known.rule)
    entity = Entity(
        id=known.id,
        name=title_of(known.id),
        plural=plural(title_of(known.id)),
        description=rules()[known.rule],
        attributes=known.attributes,
        states=known.states,
    )
    return SourcedEntity(entity=entity, source=source, attribute_sources={entry.name: source for entry in known.attributes}, known=known)


def _from_mention(mention: Mention, known: KnownEntity | None, found: Mentions) -> SourcedEntity:
    """Build one entity: the lexicon's or the kind's attributes, the thing it belongs to, what the idea lists, its states."""
    attributes = list(known.attributes if known else typical(mention.noun))
    ruled = by_rule(known.rule if known else kind_rule(mention.noun))
    sources: dict[str, Source] = {entry.name: ruled for entry in attributes}
    if mention.owner in found.things and mention.owner != mention.key and not any(entry.references == mention.owner for entry in attributes):
        attributes.append(Attribute(name=attribute_name(mention.owner), type="reference", required=False, references=mention.owner))
        sources[attributes[-1].name] = idea_source(mention)
    for owner, listed in found.attributes:
        if owner == mention.key:
            attributes = _with_listed(attributes, named(listed.key), sources, listed)
    states = known.states if known and known.states else states_for([deed.verb for deed in found.deeds if deed.thing == mention.key])
    if states and not (known and known.states):
        attributes = [entry for entry in attributes if entry.name != states.attribute]
        sources[states.attribute] = by_rule("reading.states")
    name = title_of(mention.key)
    entity = Entity(
        id=mention.key,
        name=name,
        plural=plural(name),
        attributes=with_states(tuple(attributes), states),
        states=states,
        description=f"{name}: a thing that the product keeps, named in the idea as “{mention.quote}”.",
    )
    return SourcedEntity(entity=entity, source=idea_source(mention), attribute_sources=sources, known=known)


def _with_listed(attributes: list[Attribute], extra: Attribute, sources: dict[str, Source], listed: Mention) -> list[Attribute]:
    if all(entry.name != extra.name for entry in attributes):
        attributes = [*attributes, extra]
    sources[extra.name] = idea_source(listed)
    return attributes


def _linked(made: list[SourcedEntity], ids: Mapping[str, str]) -> tuple[SourcedEntity, ...]:
    """Point references at the entities that exist, under the names that the idea gives them; drop those that lead nowhere."""
    present = {entry.entity.id for entry in made}
    linked = []
    for entry in made:
        kept = []
        for attribute in entry.entity.attributes:
            target = ids.get(attribute.references, attribute.references)
            if attribute.type != "reference":
                kept.append(attribute)
            elif target in present and target != entry.entity.id:
                name = target if attribute.name == attribute.references else attribute.name
                kept.append(replace(attribute, references=target, name=name))
        unique = tuple({attribute.name: attribute for attribute in kept}.values())
        linked.append(replace(entry, entity=replace(entry.entity, attributes=unique)))
    return tuple(linked)
