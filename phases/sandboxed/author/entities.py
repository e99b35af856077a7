"""From mentions to the entities of the domain model: known things take the lexicon's attributes, others what their kind asks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from phases.sandboxed.author import linking
from phases.sandboxed.author.attributes import attribute_name, is_state_verb, kind_rule, named, states_for, typical
from phases.sandboxed.author.domain import Attribute, Entity
from phases.sandboxed.author.lexicon import Domain, KnownEntity, domains, with_states
from phases.sandboxed.author.mentions import Deed, Mention, Mentions
from phases.sandboxed.author.records import joined_by_deeds, made_by_deeds, record_meaning
from phases.sandboxed.author.sourced import Entities, SourcedEntity, idea_source, title_of, with_attribute
from phases.sandboxed.author.sourcing import Source, by_rule
from phases.sandboxed.author.vocabulary import is_person, plural, words
from phases.sandboxed.rules import rules

MAX_ENTITIES = 14
# what is named in passing becomes no table: in ideas of more statements than this a thing needs a deed, a value, a rule, or to be named often
SHORT_STATEMENTS = 3
# borrowing makes a loan, and leaves the book as it is
_MAKING_ROWS = frozenset(["borrow", "lend", "rent", "reserve", "return", "book"])
OFTEN = 3


def _known(mention: Mention, domain: Domain | None) -> KnownEntity | None:
    """Return the lexicon's entity for a mention: by name or alias in the idea's own domain, elsewhere by exact name only."""
    for entity in domain.entities if domain else ():
        if mention.key in entity.names or mention.noun == entity.id or mention.noun in entity.kinds:
            return entity
    return next((entity for other in domains() for entity in other.entities if entity.id == mention.key), None)


def build(found: Mentions, domain: Domain | None, *, demanded: Collection[str] = (), deeds: tuple[Deed, ...] = (), told: int = 1) -> Entities:
    """Return the entities: those worth keeping of the mentioned, in the idea's order, what deeds make, then the core ones of the domain.

    `demanded` are keys of things that rules speak of, `deeds` those that rules presuppose, `told` is the number of statements.
    """
    mentioned = [(mention, _known(mention, domain)) for mention in worth_keeping(found, domain, demanded=demanded, told=told)]
    if len(mentioned) > 1 and domain is not None:
        mentioned = [(mention, known) for mention, known in mentioned if mention.key != domain.name or known]
    denied = {mention.key for mention in found.excluded} | {mention.noun for mention in found.excluded}
    ids: dict[str, str] = {}
    made: list[SourcedEntity] = []
    for mention, known in mentioned:
        if known is not None and known.id in ids and mention.key not in known.kinds and mention.noun not in known.kinds:
            continue  # another name of what is there already
        if known is not None and mention.key in known.aliases and known.id in found.things:
            continue  # the idea uses its full name too
        made.append(_from_mention(mention, known, found))
        ids.setdefault(known.id if known else mention.key, mention.key)
    # a domain recognised by a mere verb adds nothing to an idea that names its own things
    fits = domain is not None and (not made or any(known in domain.entities for _, known in mentioned))
    for index, about in joined_by_deeds(found, [entry.entity.id for entry in made], deeds):
        made[index] = _about(made[index], about, ids, made[index].source)
    for mention, known, about in made_by_deeds(found, domain, {entry.entity.id for entry in made} | set(ids), deeds):
        made.append(_of_deed(mention, known, about, ids, found))
        ids.setdefault(known.id if known else mention.key, mention.key)
    own = len(made)
    needed = {attribute.references for entry in made for attribute in entry.entity.attributes}
    for known in domain.entities if domain and fits else ():
        if own > 1 and not (known.id in needed and is_person(known.id)):
            continue  # an idea that names its things lacks none
        if known.core and known.id not in ids and known.id not in denied and not any(entry.entity.id == known.id for entry in made):
            made.append(_from_lexicon(known))
            ids[known.id] = known.id
    if not made and domain:
        made.append(_from_lexicon(domain.entities[0]))  # an idea that names a domain and no thing is about the domain's first
    linked = linking.link(made[:MAX_ENTITIES], ids, found)
    return Entities(entries=linked, ids=ids)


def _of_deed(mention: Mention, known: KnownEntity | None, about: str, ids: dict[str, str], found: Mentions) -> SourcedEntity:
    """Build what a deed makes: it refers to the thing of the deed, in the place of what the lexicon would put there."""
    source = by_rule("reading.entities.deed")
    entry = _about(_from_mention(mention, known, found), about, ids, source)
    return replace(entry, source=source, entity=replace(entry.entity, description=rules()["reading.entities.deed"]))


def _about(entry: SourcedEntity, about: str, ids: dict[str, str], source: Source) -> SourcedEntity:
    """Make an entity refer to a thing: where the lexicon has a reference that leads to nothing here, that one."""
    references = [attribute.references for attribute in entry.entity.attributes if attribute.references]
    if about in [ids.get(target, target) for target in references]:
        return entry
    free = [target for target in references if target not in ids and not is_person(target)]
    if free:
        ids[free[0]] = about
        return entry
    return with_attribute(entry, Attribute(name=attribute_name(about), type="reference", required=True, references=about), source)


def worth_keeping(found: Mentions, domain: Domain | None, *, demanded: Collection[str], told: int) -> list[Mention]:
    """Return the things that become entities: of a short idea all that are things, of a long one those that something is done with or said of."""
    things = list(found.things.values())
    made = {deed.thing for deed in found.deeds if record_meaning(deed.verb) in ("create", "update", "delete") or is_state_verb(deed.verb)}
    kept = [mention for mention in things if mention.noun not in words("wish_nouns") or mention.key in made]
    kept = kept or things
    if told <= SHORT_STATEMENTS:
        return kept
    spoken = {owner for owner, _ in found.attributes} | {order.thing for order in found.orders} | set(demanded) | made
    spoken |= {key for relation in found.relations for key in (relation.owner, relation.target)}
    spoken |= {deed.thing for deed in found.deeds if record_meaning(deed.verb) and found.times[deed.thing] > 1}
    chosen = [
        mention
        for mention in kept
        if mention.key in spoken
        or mention.noun in demanded
        or found.times[mention.key] >= OFTEN
        or (domain and _known(mention, domain) in domain.entities)
    ]
    return chosen or kept


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
    own = {mention.key} | ({known.id, *known.aliases} if known and mention.key not in known.kinds else set())
    for owner, listed in found.attributes:
        if owner in own or (not owner and len(found.things) == 1):
            attributes = _with_listed(attributes, named(listed.key), sources, listed)
    if any(entry.type in ("date", "datetime") and entry.name in sources and sources[entry.name]["kind"] == "idea" for entry in attributes):
        attributes = [entry for entry in attributes if entry.name != "happened_on"]
    states = (
        known.states
        if known and known.states
        else states_for(
            [] if is_person(mention.noun) else [deed.verb for deed in found.deeds if deed.thing == mention.key and deed.verb not in _MAKING_ROWS]
        )
    )
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


def _mean_the_same(old: Attribute, new: Attribute) -> bool:
    """Tell whether two names mean one moment: `starts_on` and `start_date`, `spent_on` and `date`."""
    dates = ("date", "datetime")
    if old.type not in dates or new.type not in dates:
        return False
    if new.name == "date":
        return old.name.endswith("_on") and not old.name.startswith(("start", "end", "due"))
    return any(old.name.startswith(stem) and new.name.startswith(stem) for stem in ("start", "end", "due"))


def _with_listed(attributes: list[Attribute], extra: Attribute, sources: dict[str, Source], listed: Mention) -> list[Attribute]:
    """Return the attributes with what the idea lists; what the lexicon calls otherwise takes the idea's name."""
    meant = next((old for old in attributes if old.name != extra.name and _mean_the_same(old, extra)), None)
    if meant is not None and all(old.name != extra.name for old in attributes):
        attributes = [replace(extra, required=old.required or extra.required) if old is meant else old for old in attributes]
    if all(entry.name != extra.name for entry in attributes):
        attributes = [*attributes, extra]
    sources[extra.name] = idea_source(listed)
    return attributes
