"""Demands about values: what is never empty, what is unique, between which bounds a number lies, what ends after it starts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.english.clauses import ATTRIBUTE, PERSON, THING, Clause, Named
from phases.sandboxed.author.english.measures import AT_LEAST, AT_MOST, MONEY, NUMBER, TIME, money, number
from phases.sandboxed.author.phrases import tokens

_UNIQUE = re.compile(
    r"\bunique\b|\b(?:each|every|an?|the same)\b[^.]{0,40}\bonly once\b|\bno two\b|\b(?:must not|cannot|may not|never|"
    r"not)\b[^.]{0,40}\b(?:twice|duplicate\w*)\b|\bno duplicate\w*\b|\bone account per\b"
)
_RANGE = re.compile(rf"\b(?:from|between)?\s*(?P<low>{NUMBER})\s*(?:to|and|-|–)\s*(?P<high>{NUMBER})\b(?!\s*(?:{TIME})\b)")
_RANGE_CUE = re.compile(r"\b(?:from|between|rat\w+|scores?|graded?|grades?|stars?|scale|points?)\b")
_POSITIVE = re.compile(
    r"\b(?:must|may|can|should|is|are)?\s?(?:not|never)\s+(?:be\s+)?(?:negative|below zero|less than (?:zero|0))\b|\b(?:cannot|can't) be negative\b"
)
_ABOVE_ZERO = re.compile(r"\b(?:must|has to|have to) be (?:positive|greater than (?:zero|0)|more than (?:zero|0))\b")
_AGE = re.compile(rf"\b(?:{AT_LEAST}|over|minimum age(?: of| is)?|older than|from)\s+(?P<n>{NUMBER})(?:\s+years?(?: old| of age)?)?\b")
_NEEDED = re.compile(
    r"\b(?:must (?:always )?have|must (?:name|state|give|contain|include|belong to|carry|be linked to)|always has|always have|"
    r"needs?|requires?|has to have|have to have)\b"
)
_MANDATORY = re.compile(
    r"\b(?:is|are)\s+(?:always\s+)?(?:required|mandatory|compulsory|obligatory)\b|\bmust (?:not|never) be empty\b|"
    r"\bmust be (?:given|entered|filled in|stated)\b"
)
_EVERY = re.compile(
    r"^\s*(?:every|each|all|an?)\s+(?P<thing>[\w-]+(?: [\w-]+)?)\s+(?P<link>has exactly one|has one|has an?|belongs to|has|"
    r"refers to|is for|is made by|is assigned to)\s+(?:exactly one |one )?"
)
_AFTER = re.compile(
    r"\bend\w*\b[^.]{0,40}\b(?:after|later than|not before|never before)\b[^.]{0,30}\b(?:start|begin)\w*|\b(?:start|"
    r"begin)\w*\b[^.]{0,30}\bbefore\b[^.]{0,30}\bend\w*"
)
# the least that is more than nothing, where a number has parts
CENT = 0.01
_NOT_ATTRIBUTES = frozenset(["account", "approval", "permission", "confirmation", "login"])


def unique(clause: Clause) -> Iterator[Demand]:
    """Yield “each email only once” and “member numbers are unique”."""
    match = _UNIQUE.search(clause.folded)
    if not match or re.search(r"\bat the same time\b|\bsame (?:time|slot|day)\b|overlap|booked twice|double", clause.folded):
        return
    attributes = tuple(_attribute_key(entry) for entry in clause.named if entry.sort == ATTRIBUTE)
    things = tuple(dict.fromkeys([*(entry.key for entry in clause.named if entry.sort in (THING, PERSON)), *_owners(clause)]))
    if attributes or "no two" in match.group() or "unique" in match.group():
        yield Demand(kind="unique", text=clause.text, pointer=clause.pointer, things=things, attributes=attributes)
    else:
        yield Demand(kind="unique", text=clause.text, pointer=clause.pointer, things=things, actors=clause.keys(PERSON), verbs=clause.verbs())


def _attribute_key(entry: Named) -> str:
    return entry.noun if entry.key.startswith("same_") else entry.key


def _owners(clause: Clause) -> tuple[str, ...]:
    """Return the thing before an attribute's name: the member of “member number”."""
    return tuple(entry.key.removesuffix(f"_{entry.noun}") for entry in clause.named if entry.sort == ATTRIBUTE and entry.key != entry.noun)


def bound(clause: Clause) -> Iterator[Demand]:
    """Yield the bounds of a number: from 1 to 5, not negative, at least 18 years old, at most 500 euros."""
    match = _RANGE.search(clause.folded)
    if match and _RANGE_CUE.search(clause.folded) and not re.search(r"o'clock|\d:\d|\b[ap]m\b", clause.folded):
        low, high = number(match["low"]), number(match["high"])
        named = _valued(clause, match.start(), match.end())
        if low < high and named:
            yield _bound(clause, named, minimum=low, maximum=high)
        return
    age = _AGE.search(clause.folded)
    if age and re.search(r"\bage\b|years? old|of age|older than|\b18\b.*\bover\b", clause.folded) and "retent" not in clause.folded:
        yield _bound(clause, "age", minimum=number(age["n"]), unit="years")
        return
    if _POSITIVE.search(clause.folded) or _ABOVE_ZERO.search(clause.folded):
        named = _valued(clause, 0, 0)
        if named:
            yield _bound(clause, named, minimum=0 if _POSITIVE.search(clause.folded) else CENT)
        return
    yield from _compared(clause)


def _compared(clause: Clause) -> Iterator[Demand]:
    """Yield “the price is at most 100 euros” and “the rating is at least 1”: an attribute, a comparison, a number."""
    pattern = re.compile(rf"(?:(?P<most>{AT_MOST})|(?P<least>{AT_LEAST}))\s+(?:{MONEY}|(?P<n>{NUMBER})(?P<percent>\s?%| percent)?)")
    for match in pattern.finditer(clause.folded):
        coins = match["sign"] or match["coin"]
        named = clause.before(match.start(), ATTRIBUTE)
        verb = re.search(r"\b(?:is|are|be|of|cost\w*)\b[^.]{0,12}$|^$", clause.folded[: match.start()])
        if (named is None and not coins) or (named is not None and not verb):
            continue
        if re.search(r"\b(?:per|an?|each|every) (?:day|week|month|year)\b|\bbudget\b|\bhosting\b|\brunning\b", clause.folded):
            continue
        value, unit = money(match) if coins else (number(match["n"]), "percent" if match["percent"] else "")
        subject = clause.before(match.start(), THING) if re.search(r"\b(?:is|are|be)\s*$", clause.folded[: match.start()]) else None
        attribute = named.key if named else "price" if re.search(r"\bcosts?\b", clause.folded) else subject.key if subject else "amount"
        yield _bound(clause, attribute, unit=unit, **{"maximum" if match["most"] else "minimum": value})
        return


def _bound(clause: Clause, attribute: str, **limits: object) -> Demand:
    return Demand(kind="bound", text=clause.text, pointer=clause.pointer, things=clause.keys(THING, PERSON), attribute=attribute, **limits)


def _valued(clause: Clause, start: int, end: int) -> str:
    """Return the name of the value that a range bounds: the nearest attribute, else what is rated, graded or scored."""
    named = clause.before(start, ATTRIBUTE) or clause.after(end, ATTRIBUTE)
    if named is not None:
        return named.key
    for stem, name in (
        ("rat", "rating"),
        ("star", "rating"),
        ("scor", "score"),
        ("grad", "grade"),
        ("point", "points"),
        ("price", "price"),
        ("amount", "amount"),
        ("quantit", "quantity"),
    ):
        if re.search(rf"\b{stem}", clause.folded):
            return name
    return ""


def required(clause: Clause) -> Iterator[Demand]:
    """Yield “every order has a customer”, “each loan belongs to a member and a book”, “the title is required”."""
    mandatory = _MANDATORY.search(clause.folded)
    if mandatory:
        named = [entry for entry in clause.named if entry.end <= mandatory.start() and entry.sort != PERSON]
        things = tuple(entry.key for entry in clause.named if entry.sort == THING)
        if named and named[-1].sort == ATTRIBUTE:
            listed = tuple(entry.key for entry in named if entry.sort == ATTRIBUTE)
            yield Demand(kind="required", text=clause.text, pointer=clause.pointer, things=(*_owners(clause), *things), attributes=listed)
        elif len(named) == 1:  # “a deposit is required”
            yield Demand(kind="required", text=clause.text, pointer=clause.pointer, attributes=(named[0].key,))
        return
    needs = _NEEDED.search(clause.folded)
    every = _EVERY.match(clause.folded)
    if needs and not re.search(r"\bapprov|\bsign|\bto \w+ (?:a|an|the|it)\b|\b(?:in order )?to\b", clause.folded[needs.start() :]):
        subject = clause.before(needs.start() + 1, THING)
        yield from _needed(clause, subject, needs.end())
    elif every and clause.folded.lstrip().startswith(("every", "each", "all")):
        subject = clause.after(0, THING, PERSON)
        if subject is not None and subject.end <= every.end():
            yield from _needed(clause, subject, every.end(), relations_only=every["link"] in ("has", "has a", "has an"))


def _needed(clause: Clause, subject: Named | None, at: int, *, relations_only: bool = False) -> Iterator[Demand]:
    listed = [entry for entry in clause.named if entry.start >= at and entry.key not in _NOT_ATTRIBUTES]
    listed = [entry for entry in listed if not entry.plural]
    if relations_only:
        listed = [entry for entry in listed if entry.sort != ATTRIBUTE]
    if subject is None or not listed or any(token.tag == "VERB" for token in tokens(clause.text[at:])):
        return
    yield Demand(kind="required", text=clause.text, pointer=clause.pointer, things=(subject.key,), attributes=tuple(entry.key for entry in listed))


def chronology(clause: Clause) -> Iterator[Demand]:
    """Yield “the end lies after the start”."""
    if _AFTER.search(clause.folded):
        yield Demand(kind="chronology", text=clause.text, pointer=clause.pointer, things=clause.keys(THING))
