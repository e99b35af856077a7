"""What a rule reader knows while it reads one clause: the clause, the things and people of the idea, and what was spoken of last."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.domain import Attribute
from phases.sandboxed.author.german.attributes import is_attribute, named
from phases.sandboxed.author.german.clauses import Clause
from phases.sandboxed.author.german.phrases import NounPhrase
from phases.sandboxed.author.german.things import Thing, Things
from phases.sandboxed.author.german.verbs import own_noun
from phases.sandboxed.author.german.vocabulary import id_of, is_person
from phases.sandboxed.author.sourcing import Source, by_idea

Terms = Mapping[str, Any]  # kind and keys of a Rule, without id and text
BEGIN = ("beginn", "start", "startzeit", "abfahrt", "termin", "datum", "uhrzeit", "zeitpunkt", "faellig_am", "ausgeliehen_am")
END = ("ende", "endzeit", "ankunft", "faellig_am", "rueckgabe", "rueckgabedatum")
AMOUNTS = ("betrag", "preis", "kosten", "gebuehr", "summe", "wert", "miete")


@dataclass(kw_only=True)
class Hearing:
    """One clause to be heard. `actors` maps ids to names; `topic` is the thing that an earlier clause was about; `whole` the statement."""

    clause: Clause
    whole: str
    pointer: str
    quote: str
    things: Things
    actors: Mapping[str, str]
    topic: Thing | None

    @property
    def text(self) -> str:
        return self.clause.text

    @property
    def source(self) -> Source:
        return by_idea(self.pointer, self.quote)

    def says(self, pattern: str) -> re.Match[str] | None:
        """Return the match of a pattern in the clause's words in lower case."""
        return re.search(pattern, self.text)

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(lemma for lemma, _ in self.clause.verbs)

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of the actors who act in the clause."""
        return tuple(dict.fromkeys(id_of(phrase.noun) for phrase in self.clause.people if id_of(phrase.noun) in self.actors))

    def named(self) -> list[Thing]:
        """Return the things that the clause names, in its order, people among them only where no other is named."""
        found = [(phrase, self.things.find(phrase.noun)) for phrase in self.clause.phrases]
        everything = [(phrase, thing) for phrase, thing in found if thing and not is_attribute(phrase.noun)]
        others = [thing for phrase, thing in everything if not is_person(phrase.noun)]
        return list({thing.id: thing for thing in others or [thing for _, thing in everything]}.values())

    def about(self) -> Thing | None:
        """Return what the clause is about: what its deed leaves behind (a booking), what it names, or what was spoken of last."""
        named = self.named()
        for lemma in self.verbs:
            own = self.things.find(own_noun(lemma)) if own_noun(lemma) else None
            if own:
                return own
        lively = [thing for thing in named if thing.states]
        if lively or named:
            first = (lively or named)[0]
            referring = [other for other in self.things.referring_to(first) if other.states and other.id in {thing.id for thing in named}]
            return referring[0] if referring else first
        for _, name in self.attributes():
            holders = [thing for thing in self.things if thing.attribute(name)]
            if holders:
                return self.topic if self.topic in holders else holders[0]
        return self.topic or next(iter(self.things), None)

    def attributes(self) -> list[tuple[NounPhrase, str]]:
        """Return the phrases of the clause that name a value of something, with the attribute's name."""
        return [(phrase, id_of(phrase.noun)) for phrase in self.clause.phrases if is_attribute(phrase.noun)]

    def moment(self, thing: Thing, names: tuple[str, ...] = BEGIN, *, label: str = "Beginn") -> str:
        """Return the attribute of a thing that holds a point in time, added where there is none."""
        found = next((entry for name in names for entry in thing.attributes if entry.name == name and entry.type in ("date", "datetime")), None)
        found = found or next((entry for entry in thing.attributes if entry.type == "datetime" and label == "Beginn"), None)
        if found is None and (other := self.says(r"\bvor (?:der|dem|ihrer|seiner) (\w+)")) and label == "Beginn":
            label = other[1].capitalize()  # `vor der Abholung`
        return found.name if found else thing.keep(named(label, type="datetime", required=True), self.source)

    def span(self, thing: Thing) -> tuple[str, str]:
        """Return the attributes of a thing that hold its beginning and its end, both dates or both moments; added where they are missing."""
        for type in ("datetime", "date"):
            timed = [entry.name for entry in thing.attributes if entry.type == type]
            start = next((name for name in (*BEGIN, *timed) if name in timed and name not in END[2:]), "")
            end = next((name for name in END if name in timed and name != start), "")
            if start and end:
                return start, end
        start = next((entry.name for entry in thing.attributes if entry.name in BEGIN and entry.type == "datetime"), "")
        start = start or thing.keep(named("Beginn", type="datetime", required=True), self.source)
        return start, thing.keep(named("Ende", type="datetime", required=True), self.source)

    def amount(self, thing: Thing) -> str:
        """Return the attribute of a thing that holds an amount of money, added where there is none."""
        found = thing.attribute(*AMOUNTS)
        if found is not None and found.type in ("number", "integer"):
            return found.name
        return thing.keep(Attribute(name="betrag", label="Betrag", type="number", required=True, unit="EUR"), self.source)

    def person_of(self, thing: Thing) -> str:
        """Return the attribute by which a thing names who it is for, where one of the clause's people is kept as a thing; else nothing."""
        for id in (*self.people, *(id_of(phrase.noun) for phrase in self.clause.phrases if is_person(phrase.noun))):
            if thing.reference_to(id):
                return thing.reference_to(id)
        return ""
