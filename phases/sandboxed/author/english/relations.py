"""Mentions in English: those that `mentions` finds, with what belongs to what, and through which states a thing goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.author import mentions
from phases.sandboxed.author.english.clauses import ATTRIBUTE, PERSON, THING, Clause, Named, clauses
from phases.sandboxed.author.lexicon import known_ids
from phases.sandboxed.author.mentions import Deed, Mentions, Order, Relation
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.author.vocabulary import base_verb, singular

_BELONGS = re.compile(r"\b(?:belongs? to|refers? to|is (?:made |always )?for (?=an? |one |exactly |the )|is linked to|is assigned to|concerns?)\b")
_HAS_ONE = re.compile(r"\b(?:has|have|needs?|must have|with)\s+(?:exactly\s+)?(?=an?\s|one\s)")
_HAS_MANY = re.compile(r"\b(?:has|have|consists? of|contains?)\s+(?:many\s+|several\s+|multiple\s+|some\s+|one or more\s+|its own\s+)?(?=[a-z-]+s\b)")
_EVERY = re.compile(r"^\s*(?:every|each|all)\b|\b(?:must have|needs?|exactly)\b")
_FOR = re.compile(r"\b(?:register\w*|sign(?:s|ed)? up|enrol\w*|appl(?:y|ies))\s+(?:for|in|on|to)\s+")
_JOINING = ("register", "sign", "apply", "enrol", "enroll")
_SEQUENCE = re.compile(
    r"\b(?:is|are|gets?|goes|moves|be)\s+(?:first\s+)?(?P<first>[a-z]+)(?P<rest>(?:\s*,?\s*(?:and\s+)?(?:then|finally|later|"
    r"afterwards)\s+(?:is\s+|it is\s+)?[a-z]+|\s*,\s*[a-z]+(?=\s*,?\s*(?:and\s+)?(?:then|finally))){1,8})"
)
_FROM_TO = re.compile(
    r"\b(?:from|through|status(?:es)?(?: is| are)?:?|states?(?: is| are)?:?)\s+(?P<list>[a-z]+(?:(?:\s+to|\s*,\s*(?:and\s+)?|"
    r"\s+and\s+then|\s+and|\s+or|\s+then|\s*->\s*|\s*→)\s*[a-z]+){1,8})"
)
_IRREGULAR = {
    "paid": "pay",
    "sent": "send",
    "sold": "sell",
    "lent": "lend",
    "bought": "buy",
    "done": "complete",
    "made": "make",
    "taken": "take",
    "given": "give",
    "begun": "begin",
    "written": "write",
    "lost": "lose",
    "built": "build",
    "met": "meet",
}
_NO_STATES = frozenset(
    ["a", "an", "the", "to", "it", "one", "their", "its", "his", "her", "monday", "friday", "sunday", "saturday", "in", "for", "at", "on", "only"]
)
_STEPS_OF_ADJECTIVES = {
    "open": "reopen",
    "closed": "close",
    "active": "activate",
    "ready": "prepare",
    "new": "reset",
    "draft": "redraft",
    "overdue": "mark-overdue",
}


def find(statements: tuple[Statement, ...]) -> Mentions:
    """Return all mentions of the statements, with relations, orders of states, and deeds such as “sign up for a course”."""
    found = mentions.find(statements)
    for statement in statements:
        if statement.to_the_reader or statement.role == "users":
            continue
        for clause in clauses(statement):
            found.relations += _relations(clause)
            found.orders += _orders(clause)
            joining = list(_joining(clause))
            joined = {deed.thing for deed in joining}
            found.deeds = [deed for deed in found.deeds if not (deed.pointer == clause.pointer and deed.thing in joined and deed.verb in _JOINING)]
            found.deeds += joining
    return found


def _relations(clause: Clause) -> Iterator[Relation]:
    must = bool(_EVERY.search(clause.folded))
    match = _BELONGS.search(clause.folded)
    if match:
        owner = clause.before(match.start() + 1, THING, PERSON)
        for target in _listed(clause, match.end()):
            if owner is not None and not target.plural:
                yield _relation(clause, owner.key, target.key, required=True)
        return
    match = _HAS_ONE.search(clause.folded)
    if match:
        owner = clause.before(match.start() + 1, THING, PERSON)
        for target in _listed(clause, match.end()):
            if owner is not None and not target.plural and (target.sort == PERSON or target.key in known_ids()) and target.key != owner.key:
                yield _relation(clause, owner.key, target.key, required=must)
        return
    match = _HAS_MANY.search(clause.folded)
    owner = clause.before(match.start() + 1, THING) if match else None
    if match and owner is not None:
        for part in _listed(clause, match.end()):
            if part.plural and part.sort == THING and part.key != owner.key:
                yield _relation(clause, part.key, owner.key, required=False)


def _relation(clause: Clause, owner: str, target: str, *, required: bool) -> Relation:
    return Relation(owner=owner, target=target, required=required, quote=clause.text, pointer=clause.pointer)


def _listed(clause: Clause, at: int) -> Iterator[Named]:
    """Yield what stands in a list from a place on, as long as it goes on as a list."""
    end = at
    for entry in clause.named:
        if entry.start < at:
            continue
        if not re.fullmatch(r"[\s,]*(?:and|or|plus)?[\s,]*(?:an?|the|one|exactly one|its|their|many|several)?\s*", clause.folded[end : entry.start]):
            return
        end = entry.end
        if entry.sort != ATTRIBUTE:
            yield entry


def _orders(clause: Clause) -> Iterator[Order]:
    match = _SEQUENCE.search(clause.folded)
    if match:
        listed = [match["first"], *re.findall(r"[a-z]+", re.sub(r"\b(?:and|then|finally|later|afterwards|is|it)\b", " ", match["rest"]))]
        yield from _order(clause, match.start(), listed)
        return
    match = _FROM_TO.search(clause.folded)
    if match:
        yield from _order(clause, match.start(), re.findall(r"[a-z]+", re.sub(r"\b(?:to|and|then|or)\b", " ", match["list"])))


def _order(clause: Clause, at: int, listed: list[str]) -> Iterator[Order]:
    thing = clause.before(at + 1, THING)
    steps = [_step(state) for state in listed]
    if thing is None or len(listed) < 2 or any(state in _NO_STATES for state in listed) or not all(steps[1:]):
        return
    yield Order(thing=thing.key, states=tuple(listed), steps=tuple(steps[1:]), quote=clause.text, pointer=clause.pointer)


def _step(state: str) -> str:
    """Return the verb that leads to a state; empty where the word is no state."""
    if state in _IRREGULAR:
        return _IRREGULAR[state]
    verb = base_verb(state)
    if verb is not None and state.endswith("ed"):
        return verb
    if state.endswith("ed") and len(state) > 4:
        return state[:-1] if state[-3] in "aeu" else state[:-2]
    return _STEPS_OF_ADJECTIVES.get(state, "")


def _joining(clause: Clause) -> Iterator[Deed]:
    """Yield what joining verbs say of the thing that is joined: “members sign up for courses”."""
    for match in _FOR.finditer(clause.folded):
        thing = clause.after(match.end(), THING)
        person = clause.before(match.start(), PERSON)
        if thing is not None and thing.start <= match.end() + 8:
            yield Deed(actor=person.key if person else "", verb="enrol", thing=singular(thing.key), quote=clause.text, pointer=clause.pointer)
