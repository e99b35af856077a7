"""Demands about how many: limits per person or period, and how many places a thing has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.english.clauses import ATTRIBUTE, PERSON, THING, Clause, Named
from phases.sandboxed.author.english.measures import AT_MOST, NOT_MORE, NUMBER, PERIOD, TIME, number, period

_MOST = re.compile(
    rf"(?:(?P<most>{AT_MOST})(?:\s+of)?|(?P<negated>\b{NOT_MORE}\s+(?:[\w'-]+\s+){{0,5}}?more than)|"
    rf"(?P<nobody>\bno (?P<who>\w+) (?:may|can|should|must)\s+(?:[\w'-]+\s+){{0,4}}?more than)|"
    rf"\b(?P<only>only)|\b(?P<room>room for|space for|places? for|seats for|fits?|seats|holds?))\s+(?P<n>{NUMBER})\s+"
    rf"(?!(?:{TIME}|times?\b|(?:euro|dollar|pound|cent|kilo|kilogram|litre|liter)s?\b|eur\b|usd\b|gbp\b|chf\b|kg\b|percent\b))"
)
_TIMES = re.compile(rf"\b(?P<often>once|twice|(?P<n>{NUMBER}) times)\s+{PERIOD}")
_EACH = re.compile(rf"\b(?P<n>{NUMBER})\s+(?P<what>[a-z][\w-]*(?: [a-z][\w-]*)?)\s+(?:per|each|every|an?)\s+(?=\w)")
_PER = re.compile(r"\b(?:per|for each|for every|for the same|each|every|by the same)\s+(?P<what>[a-z][\w-]*)")
_TAKES = re.compile(
    r"\b(?:takes?|has|have|holds?|fits?|seats?|admits?|allows?|accepts?|contains?|room for|space for|places? for|limited to|"
    r"consists?|accommodates?|sells?|offers?)\b"
)
_NOT_MORE_THAN_PLACES = re.compile(
    r"\b(?:no|not|never)\b[^.]{0,30}\bmore (?P<what>[a-z][\w-]*)[^.]{0,40}?\bthan\b[^.]{0,30}?\b(?:seats?|places?|spots?|capacity|spaces?|beds?)\b|"
    r"\b(?:seats?|places?|capacity|spots?)\b[^.]{0,30}\b(?:must not|cannot|may not|never|not)\b[^.]{0,15}\bexceed"
)
_PLACES = re.compile(rf"\b(?P<n>{NUMBER})\s+(?:places|seats|spots|beds)\b")
_DENIED = re.compile(rf"\b(?:nobody|no one|no \w+ (?:may|can|must|should))\b|\b{NOT_MORE}\b")
_ALLOWED = re.compile(
    rf"\b(?P<every>each|every|an?)\s+(?P<who>[a-z][\w-]*)\s+(?:(?:can|may)\s+(?:only\s+)?[a-z]+|gets?|has|receives?)\s+(?:only\s+|just\s+)?"
    rf"(?P<n>{NUMBER})\s+(?=[a-z])"
)
_VOLUME = re.compile(r"\b(?:at once|at the same time|concurrent\w*|in total|altogether|overall)\b")


def capacity_by_places(clause: Clause) -> Iterator[Demand]:
    """Yield “not more registrations than seats”: the thing has an attribute that says how many."""
    match = _NOT_MORE_THAN_PLACES.search(clause.folded)
    if match:
        yield Demand(kind="capacity", text=clause.text, pointer=clause.pointer, things=clause.keys(THING, PERSON), attribute="capacity")


def counted(clause: Clause) -> Iterator[Demand]:
    """Yield limits and capacities: at most so many of something, per person, per period, or in a thing."""
    for match in _MOST.finditer(clause.folded):
        if match["room"] and not _TAKES.search(match.group()):
            continue
        what = clause.after(match.end() - 1)
        if (
            what is None
            or what.start > match.end() + 12
            or (what.sort == ATTRIBUTE and what.noun not in ("note", "photo", "comment", "label", "tag"))
        ):
            continue
        subject = clause.after(match.start("who")) if match["nobody"] else None
        demand = _judged(clause, match.start(), what, number(match["n"]), subject)
        if demand is not None and not (match["only"] and demand.kind == "limit" and not demand.period and not demand.per and not demand.actors):
            yield demand
            return
    yield from _having_places(clause) or _allowed(clause) or _often(clause)


def _allowed(clause: Clause) -> list[Demand]:
    """Return “each gardener can lease one plot”, “a child gets one lunch per day”: what somebody is allowed is the most that he gets."""
    match = _ALLOWED.search(clause.folded)
    who = clause.after(match.start("who")) if match else None
    what = clause.after(match.end()) if match else None
    if match is None or who is None or what is None or who.sort != PERSON or who.start != match.start("who") or what.sort != THING:
        return []
    if what.start > match.end() + 12 or (match["every"].startswith("a") and not re.search(PERIOD, clause.folded[what.end :])):
        return []
    demand = _judged(clause, match.start("n"), what, number(match["n"]), who)
    return [demand] if demand is not None else []


def _having_places(clause: Clause) -> list[Demand]:
    """Return “a class has a trainer and 20 places”: the thing itself has so many."""
    match = _PLACES.search(clause.folded)
    subject = next((entry for entry in clause.named if entry.sort in (THING, PERSON)), None)
    if match is None or subject is None or subject.sort != THING or not _TAKES.search(clause.folded[subject.end : match.start()]):
        return []
    return [Demand(kind="capacity", text=clause.text, pointer=clause.pointer, things=(subject.key,), maximum=number(match["n"]))]


def _judged(clause: Clause, at: int, what: Named, most: float | int, subject: Named | None = None) -> Demand | None:
    """Return the limit or capacity that a comparison of a count means; None where it tells the volume of the product."""
    tail = clause.folded[what.end :]
    every = re.search(PERIOD, tail)
    persons, things = _counted_for(clause, what.end)
    subject = subject or clause.before(at, PERSON, THING) or clause.anybody(what.start) or _leading(clause, at)
    if subject is not None and subject.sort == PERSON and persons and subject.key not in persons:
        persons, things = (subject.key,), (*persons, *things)  # “at most one slot per teacher” counts for each parent and teacher
    base = {"text": clause.text, "pointer": clause.pointer, "maximum": most}
    if every or persons or (subject is not None and subject.sort == PERSON and what.sort != PERSON):
        actors = persons or ((subject.key,) if subject is not None and subject.sort == PERSON else ())
        verbs = clause.verbs(0, at) or clause.verbs()
        things = things or (() if actors else _of_each(clause, subject, what))
        return Demand(kind="limit", things=(what.key,), actors=actors, per=things, verbs=verbs, period=period(every) if every else "", **base)
    if things:
        return Demand(kind="capacity", things=(what.key, *things), **base)
    if subject is not None and subject.sort == THING and subject.key != what.key and (_TAKES.search(clause.folded) or what.sort == PERSON):
        return Demand(kind="capacity", things=(what.key, subject.key), verbs=clause.verbs(0, at), **base)
    if what.sort == PERSON or _VOLUME.search(tail) or (subject is not None and subject.sort == THING and subject.key != what.key):
        return None
    return Demand(kind="limit", things=(what.key,), per=_of_each(clause, subject, what), verbs=clause.verbs(), **base)


def _of_each(clause: Clause, subject: Named | None, what: Named) -> tuple[str, ...]:
    """Return the thing for each of which is counted where it is the subject: “each household may book two slots”."""
    each = subject is not None and subject.key != what.key and re.search(rf"\b(?:each|every) {re.escape(subject.noun)}\b", clause.folded)
    return (subject.key,) if subject is not None and each else ()


def _leading(clause: Clause, at: int) -> Named | None:
    """Return who a limit is for where it stands in front without a verb: “per member at most 3 loans”."""
    return clause.before(at)


def _counted_for(clause: Clause, at: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the people and the things for each of which is counted."""
    persons, things = [], []
    for match in _PER.finditer(clause.folded):
        named = clause.after(match.start("what"))
        if named is None or named.start != match.start("what") or (match.start() < at and not match.group().startswith(("per", "for"))):
            continue
        (persons if named.sort == PERSON else things).append(named.key)
    return tuple(persons), tuple(things)


def _often(clause: Clause) -> Iterator[Demand]:
    """Yield “one booking per day”, “may book twice a week”, “nobody waters a plant twice a day”: what limits and does not describe."""
    denied = _DENIED.search(clause.folded)
    ruling = (
        denied
        or re.search(r"\b(?:may|can|only|allowed|limit\w*|most|more than|must|cannot)\b", clause.folded)
        or clause.role == "constraints"
        or len(clause.text.split()) <= 5
    )
    if not ruling:
        return
    match = _TIMES.search(clause.folded)
    if match:
        most = {"once": 1, "twice": 2}.get(match["often"]) or number(match["n"])
        if denied and most > 1 and "more than" not in clause.folded:
            most -= 1  # what nobody may do twice is done once
        person = clause.before(match.start(), PERSON)
        things = clause.keys(THING)
        of_each = things[:1] if denied and person is None else ()
        yield Demand(
            kind="limit",
            text=clause.text,
            pointer=clause.pointer,
            things=things[:1],
            verbs=clause.verbs(0, match.start()),
            actors=(person.key,) if person else (),
            per=of_each,
            maximum=most,
            period=period(match),
        )
        return
    match = _EACH.search(clause.folded)
    what = clause.after(match.start("what")) if match else None
    if match and what is not None and what.start == match.start("what") and what.sort == THING:
        demand = _judged(clause, match.start(), what, number(match["n"]))
        if demand is not None and (demand.period or demand.per or demand.actors):
            yield demand
