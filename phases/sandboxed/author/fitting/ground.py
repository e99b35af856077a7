"""The ground that rules stand on: the entities in the making, found by the words of a demand and completed with what it presupposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from phases.sandboxed.author.attributes import attribute_name, named, states_around
from phases.sandboxed.author.demands import END, START
from phases.sandboxed.author.domain import Actor, Attribute, States, Transition
from phases.sandboxed.author.lexicon import with_states
from phases.sandboxed.author.mentions import Deed
from phases.sandboxed.author.records import CALLED, NOMINALS, record_meaning
from phases.sandboxed.author.sourced import Entities, SourcedEntity, with_attribute
from phases.sandboxed.author.sourcing import Source
from phases.sandboxed.author.vocabulary import is_person, words

_STARTS = ("start_at", "starts_at", "start_date", "starts_on", "start_time", "lent_on", "borrowed_on", "begins_at", "pickup_at", "from")
_ENDS = ("end_at", "ends_at", "end_date", "ends_on", "end_time", "due_date", "due_on", "return_date", "returns_on", "until")
_MONEY = ("EUR", "USD", "GBP", "CHF")
_DATES = ("date", "datetime")
_ANYBODY = frozenset(["user", "person", "people", "everyone", "everybody", "someone", "account", "nobody"])
_TAKEN_BACK = frozenset(["cancelled", "canceled", "rejected", "declined", "expired", "withdrawn"])


class Ground:
    """Entities by id, changed in place; `actors` are the people of the model."""

    def __init__(self, entities: Entities, actors: tuple[Actor, ...], deeds: tuple[Deed, ...] = ()):
        self.entries: dict[str, SourcedEntity] = {entry.entity.id: entry for entry in entities.entries}
        self.actors = actors
        self.deeds = deeds
        self._ids = entities.ids

    # -- finding -----------------------------------------------------------------------------------------------------

    def find(self, key: str) -> str | None:
        """Return the id of the entity that a word means: by id, by the lexicon's names, or by its last word."""
        if not key:
            return None
        for candidate in (key, self._ids.get(key, "")):
            if candidate in self.entries:
                return candidate
        for id, entry in self.entries.items():
            if entry.known is not None and key in (entry.known.id, *entry.known.aliases) and id not in entry.known.kinds:
                return id
        noun = key.split("_")[-1]
        for id, entry in self.entries.items():
            names = (entry.known.id, *entry.known.aliases) if entry.known is not None and id not in entry.known.kinds else ()
            if any(name.split("_")[-1] == noun for name in (id, *names)):
                return id
        return None

    def first(self, keys: Iterable[str]) -> str | None:
        """Return the first entity that one of the words means."""
        return next((id for key in keys if (id := self.find(key))), None)

    def rows_of(self, verbs: Sequence[str], things: Sequence[str]) -> str | None:
        """Return whose rows are made when something is done with things: the loans of borrowing books; else the thing itself."""
        about = self.first(things)
        for verb in verbs:
            for name in (*NOMINALS.get(verb, ()), *CALLED.get(verb, ()), f"{verb}ing"):
                id = self.find(name)
                if id is not None and (about is None or id == about or self.reference_between(id, about)):
                    return id
        return about

    def referring(self, target: str) -> list[str]:
        """Return the entities that refer to one, those with a beginning and an end first."""
        found = [id for id in self.entries if id != target and self.reference_between(id, target)]
        return sorted(found, key=lambda id: not self.is_timed(id))

    def reference_between(self, id: str, target: str) -> str | None:
        """Return the attribute by which one entity refers to another."""
        return next((attribute.name for attribute in self.attributes(id) if attribute.references == target), None)

    def attributes(self, id: str) -> tuple[Attribute, ...]:
        return self.entries[id].entity.attributes

    def has(self, id: str, name: str) -> Attribute | None:
        """Return an attribute by name, or by what its name ends with (“due date” for `due_date`)."""
        return next((entry for entry in self.attributes(id) if entry.name == name), None)

    def is_timed(self, id: str) -> bool:
        """Tell whether rows of an entity lie in time, from a beginning to an end."""
        return (self._of_names(id, _STARTS) is not None and self._of_names(id, _ENDS) is not None) or id.split("_")[-1] in words("timed_nouns")

    def has_start(self, id: str) -> bool:
        """Tell whether rows of an entity have a beginning."""
        return self._of_names(id, _STARTS) is not None

    def _of_names(self, id: str, names: Sequence[str]) -> str | None:
        present = {entry.name for entry in self.attributes(id) if entry.type in _DATES}
        return next((name for name in names if name in present), None)

    def roles(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of the actors that words mean; all of them for users and everybody."""
        if any(key in _ANYBODY for key in keys):
            return tuple(actor.id for actor in self.actors)
        found = [actor.id for key in keys for actor in self.actors if actor.id == key or actor.id.split("_")[-1] == key.split("_")[-1]]
        return tuple(dict.fromkeys(found))

    def makes(self, person: str, id: str) -> bool:
        """Tell whether people of this kind make rows of an entity themselves."""
        return any(deed.actor == person and self.rows_of((deed.verb,), (deed.thing,)) == id for deed in self.deeds)

    def made_by_others(self, role: str, id: str) -> bool:
        """Tell whether the idea says that others record the rows of an entity, and nowhere that this role does or makes them by what it does."""
        recording = {deed.actor for deed in self.deeds if self.find(deed.thing) == id and record_meaning(deed.verb) == "create"} - {""}
        making = {deed.actor for deed in self.deeds if self.find(deed.thing) != id and self.rows_of((deed.verb,), (deed.thing,)) == id}
        return bool(recording) and role not in recording | making

    # -- completing ---------------------------------------------------------------------------------------------------

    def add(self, id: str, attribute: Attribute, source: Source) -> str:
        """Give an entity an attribute, marked by the words that presuppose it; return its name."""
        self.entries[id] = with_attribute(self.entries[id], attribute, source)
        return attribute.name

    def require(self, id: str, name: str) -> None:
        """Make an attribute required."""
        entry = self.entries[id]
        changed = tuple(replace(old, required=True) if old.name == name else old for old in entry.entity.attributes)
        self.entries[id] = replace(entry, entity=replace(entry.entity, attributes=changed))

    def reference(self, id: str, target: str, source: Source) -> str:
        """Return the required attribute by which an entity refers to another, added where there is none."""
        name = self.reference_between(id, target)
        if name is None:
            return self.add(id, Attribute(name=attribute_name(target), type="reference", required=True, references=target), source)
        self.require(id, name)
        return name

    def person(self, id: str, key: str, source: Source) -> str:
        """Return the attribute that says which person a row is about: a reference where people are kept, else a name."""
        target = self.find(key)
        if target is not None and target != id:
            return self.reference(id, target, source)
        name = attribute_name(key)
        if self.has(id, name) is None:
            return self.add(id, Attribute(name=name, type="text", required=True), source)
        self.require(id, name)
        return name

    def span(self, id: str, source: Source) -> tuple[str, str]:
        """Return the attributes of beginning and end, both required, added where there are none."""
        start, end = self._of_names(id, _STARTS), self._of_names(id, _ENDS)
        kind = next((entry.type for entry in self.attributes(id) if entry.name in (start, end)), "datetime")
        ending = "at" if kind == "datetime" else "on"
        start = start or self.add(id, Attribute(name=f"start_{ending}", type=kind, required=True), source)
        end = end or self.add(id, Attribute(name=f"end_{ending}", type=kind, required=True), source)
        self.require(id, start)
        self.require(id, end)
        return start, end

    def moment(self, id: str, name: str, source: Source) -> str:
        """Return the date or time of an entity that a word means (`start`, `end`, or a name), added and required."""
        if name == START:
            other = next((entry.name for entry in self.attributes(id) if entry.type == "datetime" and entry.name not in _ENDS), None)
            found = self._of_names(id, _STARTS) or other or self.add(id, Attribute(name="start_at", type="datetime", required=True), source)
        elif name == END:
            found = self._of_names(id, _ENDS) or self.add(id, Attribute(name="due_on", type="date", required=True), source)
        else:
            close = next((entry.name for entry in self.attributes(id) if entry.type in _DATES and (entry.name == name or name in entry.name)), None)
            close = close or (self._of_names(id, _ENDS) if name.startswith(("due", "end", "return", "deadline")) else None)
            found = close or self.add(id, replace(named(name, required=True), type="datetime" if name.endswith("time") else "date", unit=""), source)
        self.require(id, found)
        return found

    def date(self, id: str) -> str:
        """Return the date by which rows of an entity are told apart in time; empty where only the making of the row tells."""
        dates = [entry.name for entry in self.attributes(id) if entry.type in _DATES and entry.required]
        return self._of_names(id, _STARTS) or next(iter(sorted(dates, key=lambda name: name in _ENDS)), "")

    def number(self, id: str, name: str, unit: str, source: Source, *, required: bool = True) -> str:
        """Return the number of an entity by name, added with its unit where there is none."""
        old = (
            self.has(id, name)
            or (self._money(id) if name == "amount" else None)
            or next((entry for entry in self.attributes(id) if entry.type in ("integer", "number") and name in entry.name.split("_")), None)
        )
        if old is not None and old.type in ("integer", "number"):
            return old.name
        made = named(name, required=required)
        kind = made.type if made.type in ("integer", "number") else "integer"
        return self.add(id, replace(made, type=kind, unit=unit or made.unit), source)

    def _money(self, id: str) -> Attribute | None:
        return next((entry for entry in self.attributes(id) if entry.type in ("integer", "number") and entry.unit in _MONEY), None)

    def step(self, id: str, verb: str, source: Source) -> bool:
        """Make sure that an entity has a step; False where a verb makes none."""
        states = self.entries[id].entity.states
        if states is not None and any(step.action == verb for step in states.transitions):
            return True
        around = states_around(verb)
        if around is None or self.is_person_entity(id):
            return False
        before, after = around
        if states is None:
            made = States(
                attribute="status", values=(before, after), initial=before, transitions=(Transition(source=before, target=after, action=verb),)
            )
        else:
            entered = next((step.target for step in states.transitions if step.action == "admit"), states.initial)
            begin = before if before in states.values else entered
            steps = (*states.transitions, Transition(source=begin, target=after, action=verb))
            made = replace(states, values=tuple(dict.fromkeys((*states.values, after))), transitions=steps)
        self.put_states(id, made, source)
        return True

    def put_states(self, id: str, states: States, source: Source) -> None:
        """Replace the states of an entity."""
        entry = self.entries[id]
        plain = tuple(old for old in entry.entity.attributes if old.name != states.attribute)
        entity = replace(entry.entity, states=states, attributes=with_states(plain, states))
        self.entries[id] = replace(entry, entity=entity, attribute_sources={**entry.attribute_sources, states.attribute: source})

    # -- states that do not count ------------------------------------------------------------------------------------

    def taken_back(self, id: str) -> tuple[str, ...]:
        """Return the states of rows that never came about: cancelled, rejected, expired."""
        states = self.entries[id].entity.states
        return tuple(value for value in states.values if value in _TAKEN_BACK) if states else ()

    def over(self, id: str) -> tuple[str, ...]:
        """Return the states of rows that are over: those without a step onward, and those taken back."""
        states = self.entries[id].entity.states
        if states is None:
            return ()
        onward = {step.source for step in states.transitions if step.action != "reopen"}
        ends = [value for value in states.values if value not in onward and value != states.initial]
        stays = [
            value
            for value in ends
            if value in ("confirmed", "approved", "accepted", "published", "registered", "paid", "overdue", "borrowed", "lent")
        ]
        return tuple(value for value in ends if value not in stays)

    def timed(self, ids: Iterable[str | None]) -> str | None:
        """Return the first of some entities that lies in time."""
        return next((id for id in ids if id and self.is_timed(id)), None)

    def is_person_entity(self, id: str) -> bool:
        return is_person(id.split("_")[-1])
