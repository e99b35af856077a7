"""From German mentions to entities, and what rules add to them: known things take the lexicon's attributes, others what their kind asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from phases.sandboxed.author.domain import Attribute, Entity, States
from phases.sandboxed.author.entities import MAX_ENTITIES
from phases.sandboxed.author.german.attributes import named, typical
from phases.sandboxed.author.german.lexicon import STATUS, Domain, KnownThing, known, transition
from phases.sandboxed.author.german.nouns import plural
from phases.sandboxed.author.german.verbs import step
from phases.sandboxed.author.german.vocabulary import id_of, is_person
from phases.sandboxed.author.letters import folded
from phases.sandboxed.author.lexicon import with_states
from phases.sandboxed.author.mentions import Mention, Mentions
from phases.sandboxed.author.sourcing import Source, by_idea, by_rule
from phases.sandboxed.rules import rules

CANCELLED = ("storniert", "abgesagt", "abgelehnt", "verfallen", "abgemeldet", "zurückgezogen", "verworfen")
CANCELLING = ("stornieren", "absagen", "abmelden")
LENDING = ("leihen", "ausleihen", "verleihen", "kaufen", "mieten", "vermieten")
OVER = (*CANCELLED, "zurückgegeben", "abgeschlossen", "erledigt", "geschlossen")


@dataclass(kw_only=True)
class Thing:
    """An entity in the making, with the source of its description and of each attribute. `by` is the rule that its attributes follow."""

    id: str
    name: str
    description: str
    source: Source
    by: str
    attributes: list[Attribute]
    sources: dict[str, Source] = field(default_factory=dict)
    states: States | None = None
    known: KnownThing | None = None

    @property
    def plural(self) -> str:
        return plural(self.name)

    def attribute(self, *names: str) -> Attribute | None:
        """Return the first attribute with one of these names, or None."""
        return next((entry for name in names for entry in self.attributes if entry.name == name), None)

    def reference_to(self, target: str) -> str:
        """Return the name of the attribute that refers to a thing, or nothing."""
        return next((entry.name for entry in self.attributes if entry.references == target), "")

    def keep(self, attribute: Attribute, source: Source) -> str:
        """Add an attribute unless there is one of that name; return the name."""
        if self.attribute(attribute.name) is None:
            self.attributes.append(attribute)
            self.sources[attribute.name] = source
        return attribute.name

    def demand(self, name: str) -> None:
        """Make an attribute required."""
        self.attributes = [replace(entry, required=True) if entry.name == name else entry for entry in self.attributes]

    def step(self, lemma: str, source: Source) -> str:
        """Return the name of the step that a verb is, added to the life cycle where it is missing. Raises KeyError for no verb of change."""
        action, found = folded(lemma), step(lemma)
        if self.states and any(entry.action == action for entry in self.states.transitions):
            return action
        if found is None:
            raise KeyError(lemma)
        before, after = found
        states = self.states or States(attribute=STATUS, values=(before,), initial=before, transitions=())
        start = before if before in states.values else states.initial
        self.states = replace(
            states,
            values=tuple(dict.fromkeys([*states.values, after])),
            transitions=(*states.transitions, transition(source=start, verb=lemma, target=after)),
        )
        self.sources.setdefault(STATUS, source)
        return action

    def state(self, name: str, source: Source) -> str:
        """Return a state of the life cycle, added where it is missing."""
        states = self.states or States(attribute=STATUS, values=("offen",), initial="offen", transitions=())
        self.states = replace(states, values=tuple(dict.fromkeys([*states.values, name])))
        self.sources.setdefault(STATUS, source)
        return name

    def ended(self, states: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of its states that are among `states`."""
        return tuple(value for value in (self.states.values if self.states else ()) if value in states)

    def entity(self) -> Entity:
        """Return the entity as it now is; the state attribute stands behind the first."""
        states = self.states
        plain = tuple(entry for entry in self.attributes if states is None or entry.name != states.attribute)
        labelled = tuple(
            replace(entry, label="Status") if states and entry.name == states.attribute else entry for entry in with_states(plain, states)
        )
        return Entity(id=self.id, name=self.name, plural=self.plural, description=self.description, attributes=labelled, states=states)


class Things:
    """All things of one idea, in its order, by id and by the names that the lexicon has for them."""

    def __init__(self, made: list[Thing], ids: dict[str, str]):
        self._made = {thing.id: thing for thing in made}
        self._ids = ids

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._made.values())

    def __len__(self) -> int:
        return len(self._made)

    def find(self, noun: str) -> Thing | None:
        """Return the thing that a noun names: by id, by what the lexicon calls it, or as the only thing whose name ends or begins so."""
        id = id_of(noun)
        if id in self._made or self._ids.get(id) in self._made:
            return self._made.get(id) or self._made[self._ids[id]]
        close = [thing for thing in self if len(id) > 3 and (thing.id.endswith(id) or id.endswith(thing.id))]
        return close[0] if len(close) == 1 else None

    def referring_to(self, thing: Thing) -> list[Thing]:
        """Return the things that refer to a thing, those with a life cycle first."""
        return sorted((other for other in self if other.reference_to(thing.id)), key=lambda other: other.states is None)

    def add(self, name: str, source: Source, *, description: str) -> Thing | None:
        """Add a thing that a rule needs; None where there are as many as a product keeps."""
        if id_of(name) in self._made or len(self) >= MAX_ENTITIES:
            return self._made.get(id_of(name))
        thing = _thing(name, known(id_of(name), None), source=source, description=description)
        thing.attributes = [entry for entry in thing.attributes if entry.type != "reference"]
        self._made[thing.id] = thing
        return thing

    def refer(self, thing: Thing, target: Thing, source: Source) -> str:
        """Return the attribute by which a thing refers to another, added where it is missing."""
        return thing.reference_to(target.id) or thing.keep(
            Attribute(name=target.id, label=target.name, type="reference", required=False, references=target.id), source
        )


def build(found: Mentions, domain: Domain | None) -> Things:
    """Return the things: those mentioned, in the idea's order, then the core ones of the domain; seven at most."""
    denied = {mention.key for mention in found.excluded}
    mentioned = [(mention, known(mention.key, domain)) for mention in found.things.values() if mention.key not in denied]
    ids: dict[str, str] = {}
    made: list[Thing] = []
    for mention, of in mentioned:
        same = next((thing.id for thing in made if len(mention.key) > 3 and thing.id.endswith(mention.key)), "")
        if same:
            ids[mention.key] = same  # the short word for a compound: Urlaubsantrag and Antrag
            continue
        if of and of.states and of.id in ids:
            ids[mention.key] = ids[of.id]  # another word for the same: Reservierung and Buchung
            continue
        made.append(_from_mention(mention, of, found))
        if of:
            ids.setdefault(of.id, mention.key)
    fits = domain is not None and (not made or any(of in domain.things for _, of in mentioned))
    for of in domain.things if domain and fits else ():
        if (
            of.core
            and of.id not in ids
            and of.id not in denied
            and not any(thing.id == of.id for thing in made)
            and not _replaced(of, domain, made, found)
        ):
            made.append(_thing(of.name, of, source=by_rule(of.rule), description=rules()[of.rule]))
            ids[of.id] = of.id
    things = Things(_linked(made[:MAX_ENTITIES], ids), ids)
    found.deeds[:] = [replace(deed, thing=ids[deed.thing]) if deed.thing in ids else deed for deed in found.deeds]
    for thing in things:
        _with_deeds(thing, found, lent_elsewhere=bool(things.referring_to(thing)) or bool(thing.known and thing.known.states))
    return things


def _replaced(of: KnownThing, domain: Domain, made: list[Thing], found: Mentions) -> bool:
    """Tell whether the idea names something of its own where the domain has this thing: the course that a booking is for, other people."""
    if is_person(of.name):
        return bool(found.actors) and of.id not in found.actors
    own = [thing.id for thing in made if thing.known is None or thing.known not in domain.things]
    return any(
        thing.known is not None
        and any(entry.references == of.id for entry in thing.known.attributes)
        and thing.id in found.things
        and found.things[thing.id].owner in own
        for thing in made
    )


def _thing(name: str, of: KnownThing | None, *, source: Source, description: str) -> Thing:
    by, attributes = (of.rule, of.attributes) if of else typical(name)
    return Thing(
        id=id_of(name),
        name=name,
        description=description,
        source=source,
        by=by,
        attributes=list(attributes),
        sources={entry.name: by_rule(by) for entry in attributes} | ({STATUS: by_rule(by)} if of and of.states else {}),
        states=of.states if of else None,
        known=of,
    )


def _from_mention(mention: Mention, of: KnownThing | None, found: Mentions) -> Thing:
    text = f"{mention.noun}: wird im Produkt geführt, in der Idee genannt als „{mention.quote}“."
    thing = _thing(mention.noun, of, source=by_idea(mention.pointer, mention.quote), description=text)
    if mention.owner in found.things:
        owner = found.things[mention.owner]
        attribute = Attribute(name=owner.key, label=owner.noun, type="reference", required=False, references=owner.key)
        thing.keep(attribute, by_idea(mention.pointer, mention.quote))
    own = [listed for key, listed in found.attributes if key == mention.key]
    ways = any(listed.noun == "Ziel" for listed in own)
    for listed in own:
        if listed.key != thing.id:
            attribute = named(listed.noun, type="text" if ways and listed.noun == "Start" else "")  # from where to where, not when
            name = thing.keep(attribute, by_idea(listed.pointer, listed.quote))
            thing.sources[name] = by_idea(listed.pointer, listed.quote)
    return thing


def _with_deeds(thing: Thing, found: Mentions, *, lent_elsewhere: bool) -> None:
    """Give a thing the steps of the verbs of change that the idea uses for it; what is lent by records of its own has no such state."""
    for deed in found.deeds:
        if deed.thing == thing.id and step(deed.verb) and not (lent_elsewhere and deed.verb in LENDING):
            thing.step(same_step(thing, deed.verb), by_rule("german.states"))


def same_step(thing: Thing, lemma: str) -> str:
    """Return the verb by which a thing is already cancelled, for another verb that means the same; else the verb."""
    if lemma not in CANCELLING or not thing.states:
        return lemma
    known = {entry.action for entry in thing.states.transitions}
    return next((verb for verb in (lemma, *CANCELLING) if folded(verb) in known), lemma)


def _linked(made: list[Thing], ids: dict[str, str]) -> list[Thing]:
    """Point references at the things that exist, under the names that the idea gives them; drop those that lead nowhere."""
    present = {thing.id: thing for thing in made}
    for thing in made:
        kept: dict[str, Attribute] = {}
        for attribute in thing.attributes:
            target = ids.get(attribute.references, attribute.references)
            if attribute.type != "reference":
                kept.setdefault(attribute.name, attribute)
            elif target in present and target != thing.id and all(entry.references != target for entry in kept.values()):
                kept[target] = replace(attribute, references=target, name=target, label=present[target].name)
                thing.sources.setdefault(target, thing.sources.get(attribute.name, thing.source))
        thing.attributes = list(kept.values())
    return made
