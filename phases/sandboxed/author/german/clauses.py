"""A German statement as clauses: who does what with which things. Word order is free, so roles follow from prepositions and from who is a person.

A clause ends where another finite verb follows a comma or a conjunction. What stands in a list belongs to the clause before it; a clause without
a subject takes that of the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from phases.sandboxed.author.german.phrases import NounPhrase, Token, noun_phrases, tokens
from phases.sandboxed.author.german.verbs import is_participle, lemma_of, opens, separated
from phases.sandboxed.author.german.vocabulary import is_person, words

_SPLITTING = (",", ";", "–", "(", ")", ":", "und", "oder", "aber", "sondern", "sowie", "doch", "denn")
_AGENT = ("von", "vom", "durch")


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause. `verbs` are lemmas with the index of their token; `people` who acts, `objects` what it is about, `phrases` all of it.

    `inherits` says that people or objects come from the clause before.
    """

    words: tuple[Token, ...]
    phrases: tuple[NounPhrase, ...]
    verbs: tuple[tuple[str, int], ...]
    people: tuple[NounPhrase, ...]
    objects: tuple[NounPhrase, ...]
    passive: bool
    inherits: bool = False

    @property
    def text(self) -> str:
        """The words in lower case, one blank between them."""
        return " ".join(token.lower for token in self.words)

    def has(self, *wanted: str) -> bool:
        """Tell whether one of these words stands in the clause."""
        return any(token.lower in wanted for token in self.words)


def clauses(text: str) -> tuple[Clause, ...]:
    """Return the clauses of a statement, in order."""
    made: list[Clause] = []
    for part in _cut(tokens(text)):
        clause = _clause(part, text)
        earlier = made[-1] if made else None
        if earlier and clause.verbs and not clause.people and not clause.passive and not _first_is_subject(clause):
            clause = replace(clause, people=earlier.people, inherits=bool(earlier.people))
        if earlier and clause.verbs and not clause.objects:
            clause = replace(clause, objects=earlier.objects, inherits=True)  # `… und geben sie zurück`, `Termine, die bestätigt werden`
        made.append(clause)
    return tuple(made)


def _first_is_subject(clause: Clause) -> bool:
    """Tell whether a thing stands before the verb as its subject (`ein Kurs hat …`), and not behind a conjunction and a verb (`und kann …`)."""
    opening = next((token for token in clause.words if token.tag not in ("CONJ", "PUNCT", "ADV")), None)
    if opening is not None and opening.tag in ("VERB", "MODAL", "AUX"):
        return False
    return any(phrase.end <= clause.verbs[0][1] and not phrase.prep for phrase in clause.phrases)


def _cut(found: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """Yield the clauses' words: at a mark or conjunction where both sides have a verb of their own."""
    parts: list[list[Token]] = [[]]
    for token in found:
        if token.lower in _SPLITTING:
            parts.append([])
        parts[-1].append(token)
    merged: list[list[Token]] = []
    for part in parts:
        if merged and part[0].lower == ":" and not _predicate(merged[-1]):
            merged.append(part)  # a heading: `Sportverein: Mitglieder buchen …`
        elif merged and not (_predicate(part) and _predicate(merged[-1])) and not (_predicate(merged[-1]) and part[0].lower in (":", ";", "(")):
            merged[-1] += part
        elif merged and (all(token.tag in ("VERB", "AUX", "PUNCT", "CONJ") for token in part) or _waits(merged[-1])):
            merged[-1] += part  # `anlegen, ändern und löschen`; `werden Titel und Autor erfasst`
        else:
            merged.append(part)
    yield from (tuple(part) for part in merged if part)


def _waits(part: list[Token]) -> bool:
    """Tell whether a part has an auxiliary whose verb is still to come."""
    return any(token.lower in ("wird", "werden") or token.tag == "MODAL" for token in part) and not any(token.tag == "VERB" for token in part)


def _predicate(part: list[Token]) -> bool:
    return any(token.tag in ("VERB", "AUX", "MODAL") for token in part)


def _clause(part: tuple[Token, ...], text: str) -> Clause:
    phrases = noun_phrases(part, text)
    verbs = tuple(_verbs(part))
    passive = any(token.lower in ("wird", "werden", "wurde", "wurden", "sein", "ist", "sind") for token in part) and any(
        is_participle(token.lower) for token in part if token.tag == "VERB"
    )
    people, objects = _roles(phrases, part, passive=passive)
    return Clause(words=part, phrases=phrases, verbs=verbs, people=people, objects=objects, passive=passive)


def _verbs(part: tuple[Token, ...]) -> Iterator[tuple[str, int]]:
    """Yield the verbs, those with a prefix that stands apart as one."""
    taken: set[int] = set()
    for index, token in enumerate(part):
        if token.tag != "VERB" or index in taken:
            continue
        if opens(token.lower):
            for after in range(index + 1, len(part)):
                if part[after].lower in words("separable") and (lemma := separated(token.lower, part[after].lower)) and _closes(part, after):
                    taken.add(after)
                    yield lemma, index
                    break
            else:
                if lemma := lemma_of(token.lower):
                    yield lemma, index
        elif lemma := lemma_of(token.lower):
            yield lemma, index


def _closes(part: tuple[Token, ...], index: int) -> bool:
    """Tell whether a word ends its clause, as a separated prefix does: nothing follows, a mark, or a conjunction."""
    return index + 1 == len(part) or part[index + 1].tag in ("PUNCT", "CONJ") or part[index + 1].lower in ("von", "zu", "vor", "für", "wenn")


def _roles(phrases: tuple[NounPhrase, ...], part: tuple[Token, ...], *, passive: bool) -> tuple[tuple[NounPhrase, ...], tuple[NounPhrase, ...]]:
    """Return who acts and what it is done with."""
    if passive:
        people = tuple(phrase for phrase in phrases if phrase.prep in _AGENT and is_person(phrase.noun))
        return people, tuple(phrase for phrase in phrases if phrase not in people and not phrase.prep)
    subjects: list[NounPhrase] = []
    for phrase in phrases:
        between = part[subjects[-1].end : phrase.position] if subjects else ()
        if is_person(phrase.noun) and not phrase.prep and len(between) <= 2 and all(token.tag in ("CONJ", "PUNCT", "DET") for token in between):
            subjects.append(phrase)
    rest = tuple(phrase for phrase in phrases if phrase not in subjects)
    return tuple(subjects), tuple(phrase for phrase in rest if not phrase.prep or phrase.prep in ("zu", "zum", "zur", "für"))
