"""Clauses of an English sentence, each with the people, things and attributes that it names and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from phases.sandboxed.author.mentions import key_of
from phases.sandboxed.author.phrases import noun_phrases, tokens
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.author.vocabulary import base_verb, is_person, words

PERSON, THING, ATTRIBUTE = "person", "thing", "attribute"
# a second rule in the same sentence begins with its own subject and a verb that rules
_RULING = r"(?:can|may|must|cannot|can't|needs?|is|are|sees?|lasts?|expires?|gets?|approves?|confirms?|have to|has to|will)"
_NEXT_RULE = re.compile(
    rf"(?:;|,?\s+(?:and|but|while)|,)\s+(?=(?!which|who|that)(?:only\s+)?(?:(?:an?|the|each|every|no|all)\s+)?[^\W\d][\w'-]*(?:\s+[\w'-]+)?\s+{_RULING}\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Named:
    """A noun phrase: what it names (`key`, its last `noun`), of which `sort`, and where it stands in the clause."""

    key: str
    noun: str
    sort: str
    plural: bool
    adjectives: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A part of a statement that holds one rule; `text` is a slice of what `pointer` leads to, `folded` the same in lower case."""

    text: str
    folded: str
    pointer: str
    role: str
    named: tuple[Named, ...]

    def before(self, at: int, *sorts: str) -> Named | None:
        """Return what is named last before a place."""
        return next((entry for entry in reversed(self.named) if entry.end <= at and (not sorts or entry.sort in sorts)), None)

    def after(self, at: int, *sorts: str) -> Named | None:
        """Return what is named first from a place on."""
        return next((entry for entry in self.named if entry.start >= at and (not sorts or entry.sort in sorts)), None)

    def anybody(self, at: int) -> Named | None:
        """Return who is meant before a place where the words say everybody, nobody or the like; what is named says who else."""
        match = re.search(r"\b(?:nobody|no one|everybody|everyone|anybody|anyone|(?:each|every|one|a|per|no) person|users?)\b", self.folded[:at])
        if match is None:
            return None
        return Named(key="user", noun="user", sort=PERSON, plural=False, adjectives=(), start=match.start(), end=match.end())

    def keys(self, *sorts: str) -> tuple[str, ...]:
        """Return the keys of all that is named of these sorts, each once."""
        return tuple(dict.fromkeys(entry.key for entry in self.named if entry.sort in sorts))

    def verbs(self, start: int = 0, end: int | None = None) -> tuple[str, ...]:
        """Return the verbs that stand between two places, in base form."""
        found = tokens(self.text)
        last = len(self.text) if end is None else end
        return tuple(
            verb for token in found if start <= token.start < last and token.tag in ("VERB", "ADJ") and (verb := base_verb(token.lower)) is not None
        )


def clauses(statement: Statement) -> tuple[Clause, ...]:
    """Return the clauses of a statement: the whole of it, or its parts where it joins several rules."""
    return tuple(_clause(part, statement) for part in _parts(statement.text))


def _parts(text: str) -> Iterator[str]:
    start = 0
    for match in _NEXT_RULE.finditer(text):
        head = text[start : match.start()]
        if len(head.split()) >= 3 and re.search(rf"\b{_RULING}\b|\b\w+s\b", head, re.IGNORECASE) and not _depends(head):
            yield head.strip(" ,;")
            start = match.end()
    yield text[start:].strip(" ,;")


def _depends(head: str) -> bool:
    """Tell whether a part is only the condition of what follows (“if a booking is not confirmed, …”), or the first item of a list."""
    return bool(re.match(r"\s*(?:if|when|once|whenever|unless|until|after|before|as soon as)\b", head, re.IGNORECASE))


def _clause(text: str, statement: Statement) -> Clause:
    return Clause(text=text, folded=text.lower().replace("’", "'"), pointer=statement.pointer, role=statement.role, named=tuple(_named(text)))


def _named(text: str) -> Iterable[Named]:
    found = tokens(text)
    for phrase in noun_phrases(text):
        nouns = tuple(noun for noun in phrase.nouns if noun not in words("process_words") | words("sector_words"))
        if not nouns or (nouns[-1] in words("mass_nouns") and nouns[-1] not in words("attribute_nouns")):
            continue
        head = nouns[-1]
        sort = PERSON if is_person(head) else ATTRIBUTE if head in words("attribute_nouns") else THING
        yield Named(
            key=key_of(nouns[-2:]),
            noun=head,
            sort=sort,
            plural=phrase.plural,
            adjectives=phrase.adjectives,
            start=found[phrase.index].start,
            end=found[phrase.end_index - 1].end,
        )
