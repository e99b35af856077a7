"""Demands about people: approval by amount or role, who alone may do something, who sees what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.english.clauses import ATTRIBUTE, PERSON, THING, Clause
from phases.sandboxed.author.english.measures import AT_LEAST, AT_MOST, MONEY, NOT_MORE, NUMBER, TIME, money, number
from phases.sandboxed.author.records import record_meaning
from phases.sandboxed.author.vocabulary import base_verb

# what others must not do where one of several people is said to do it
DECIDING = frozenset(
    [
        "confirm",
        "approve",
        "reject",
        "accept",
        "decline",
        "publish",
        "verify",
        "resolve",
        "ship",
        "refund",
        "grade",
        "assign",
        "authorize",
        "authorise",
        "moderate",
    ]
)
_APPROVING = r"(?:approv(?:al|ed?|es|ing)|sign(?:ed)?[- ]off|authori[sz](?:ation|ed?|es)|permission|consent|released by|confirmed by|confirmation)"
_NEEDS = re.compile(
    rf"\b(?:needs?|requires?|must (?:be|have|get)|(?:has|have) to be|subject to|only (?:after|with)|without)\b[^.]{{0,60}}?\b{_APPROVING}"
)
_ABOVE = re.compile(
    rf"\b(?:over|above|more than|exceed(?:s|ing)?|greater than|higher than|beyond|longer than|from)\s+(?:{MONEY}|(?P<n>{NUMBER})\s*(?P<u>[a-z]+)?)"
)
_ONLY = re.compile(r"\bonly\s+(?:the\s+|an?\s+|its\s+|their\s+)?(?=\w)")
_ONLY_BY = re.compile(r"\b(?:only\b[^.]{0,60}?\bby|\bby\b[^.]{0,30}\bonly)\b")
_NOBODY_BUT = re.compile(r"\b(?:nobody|no one|none)\s+(?:but|except|other than)\s+(?:the\s+)?")
_MUST_NOT = re.compile(r"\b(?:may|can|must|should)\s?not\b|\bcannot\b|\bcan't\b|\b(?:is|are) not allowed to\b|\bnever\b|\bmay never\b")
_OWN = re.compile(r"\b(?:their|his|her|his or her|its|my|your) own\b|\bown (?:\w+ )?(?:records?|data|bookings?|entries)\b")
_SEEING = re.compile(r"\b(?:sees?|seen|view\w*|reads?|access\w*|look\w* at|visible|shown|shows?)\b")
_OF_OTHERS = re.compile(r"\b(?:other|others'?|another|each other|someone else|anyone else|else's|other people's)\b")
_ONLY_OWNING = re.compile(r"\bonly\b|\bnot\b|\bnever\b|cannot|n't\b|\bnobody\b|\bno one\b|\bown\b")
_EVERYBODY = re.compile(r"\b(?:everyone|everybody|each|all users|users?|people|they|each person|nobody|no one)\b")
_COMPARING = re.compile(rf"{AT_MOST}|{AT_LEAST}|more than|{NUMBER} (?:{TIME})|twice|same|overlap|\bonce\b")
_GENERIC = frozenset(["record", "data", "entry", "information", "thing", "item", "history"])
_SEEN = {"view": "view", "list": "view", "search": "view"}
_ALL_RECORD_VERBS = ("create", "update", "delete")
_STATE_NOT_DEED = frozenset(["be", "allow", "have", "do", "need", "want", "take", "get", "use", "belong", "help", "hold", "lose"])


def record_verbs(verbs: Sequence[str]) -> tuple[str, ...]:
    """Return what verbs do with records: create, update, delete, view, all of them for manage; other verbs as they are."""
    found: list[str] = []
    for verb in verbs:
        if verb in ("manage", "maintain", "handle", "administer"):
            found += _ALL_RECORD_VERBS
        elif verb not in _STATE_NOT_DEED:
            meaning = record_meaning(verb)
            found.append(meaning if meaning in _ALL_RECORD_VERBS else _SEEN.get(meaning or "", verb))
    return tuple(dict.fromkeys(found))


def approval(clause: Clause) -> Iterator[Demand]:
    """Yield “expenses over 500 euros need approval by the manager”, and approvals that only one role gives."""
    needed = _NEEDS.search(clause.folded)
    active = re.search(r"\b(?:approves?|authori[sz]es?|signs? off)\b", clause.folded)
    if not needed and not active:
        return
    people = clause.keys(PERSON)
    if active and not needed:
        before = clause.before(active.start(), PERSON)
        people = (before.key,) if before else ()
    elif needed:
        near = [entry.key for entry in clause.named if entry.sort == PERSON and (entry.start > needed.start())]
        people = tuple(near) or ()
    if not people:
        return
    limit = _ABOVE.search(clause.folded)
    yield Demand(
        kind="approval",
        text=clause.text,
        pointer=clause.pointer,
        things=clause.keys(THING),
        actors=people,
        verbs=("confirm",) if needed and "confirm" in needed.group() else ("approve",),
        **(_threshold(limit) if limit else {}),
    )


def _threshold(match: re.Match[str]) -> dict[str, object]:
    if match["sign"] or match["coin"]:
        value, unit = money(match)
        return {"above": value, "unit": unit, "attribute": "amount"}
    unit = (match["u"] or "").rstrip("s")
    return {"above": number(match["n"]), "unit": unit, "attribute": "duration" if unit in ("hour", "minute") else f"{unit}s" if unit == "day" else ""}


def visibility(clause: Clause) -> Iterator[Demand]:
    """Yield “patients see only their own records”, and “members cannot see bookings of others”; who sees “their own” sees no others."""
    own, others = _OWN.search(clause.folded), _OF_OTHERS.search(clause.folded)
    seeing = _SEEING.search(clause.folded)
    theirs = seeing and re.search(r"\bonly\b[^.]{0,12}\btheir\b|\bonly see\w* their\b|\bsees? only their\b", clause.folded)
    if not (own or others or theirs) or not seeing or not _ONLY_OWNING.search(clause.folded):
        return
    subject = clause.before(seeing.start(), PERSON)
    people = (subject.key,) if subject else ()
    at = seeing.end()
    things = tuple(entry.key for entry in clause.named if entry.sort == THING and entry.start >= at and entry.noun not in _GENERIC)
    yield Demand(kind="visibility", text=clause.text, pointer=clause.pointer, actors=people, things=things, verbs=("view",))


def access(clause: Clause) -> Iterator[Demand]:
    """Yield who alone does something (“only librarians add books”), or who must not (“members cannot delete bookings”)."""
    by = _ONLY_BY.search(clause.folded)
    only = _NOBODY_BUT.search(clause.folded) or _ONLY.search(clause.folded)
    if by:
        people = tuple(entry.key for entry in clause.named if entry.sort == PERSON and entry.start >= by.end())
        verbs = clause.verbs(0, by.end())
        things = tuple(entry.key for entry in clause.named if entry.sort == THING and entry.end <= by.end())
        yield from _allowed(clause, people, verbs, things)
    elif only:
        people = _listed_people(clause, only.end())
        end = next((entry.end for entry in clause.named if entry.sort == PERSON and entry.key in people and entry.start >= only.end()), only.end())
        things = tuple(
            entry.key for entry in clause.named if entry.sort in (THING, PERSON, ATTRIBUTE) and entry.start >= end and entry.key not in people
        )
        yield from _allowed(clause, people, clause.verbs(end), things)
    elif (
        _MUST_NOT.search(clause.folded)
        and not _COMPARING.search(clause.folded)
        and not _OF_OTHERS.search(clause.folded)
        and not _OWN.search(clause.folded)
    ):
        yield from _forbidden(clause)


def _listed_people(clause: Clause, at: int) -> tuple[str, ...]:
    first = clause.after(at)
    if first is None or first.sort != PERSON or first.start > at + 12:
        return ()
    found = [first]
    for entry in clause.named:
        if (
            entry.start >= found[-1].end
            and entry.sort == PERSON
            and re.fullmatch(r",? ?(?:and|or|,)? ?(?:the |an? )?", clause.folded[found[-1].end : entry.start])
        ):
            found.append(entry)
    return tuple(entry.key for entry in found)


def _allowed(clause: Clause, people: tuple[str, ...], verbs: tuple[str, ...], things: tuple[str, ...]) -> Iterator[Demand]:
    done = record_verbs(verbs)
    if not people or not done or re.search(rf"(?:{NOT_MORE}.*more than|at most|up to)", clause.folded):
        return
    kind = "approval" if done == ("approve",) else "access"
    yield Demand(kind=kind, text=clause.text, pointer=clause.pointer, things=things, actors=people, verbs=done)


def _forbidden(clause: Clause) -> Iterator[Demand]:
    match = _MUST_NOT.search(clause.folded)
    assert match is not None
    subject = clause.before(match.start() + 1)
    if (
        subject is None
        or subject.sort != PERSON
        or match.start() - subject.end > 2
        or re.search(r"\b(?:after|before|until|unless|if|when|without|while)\b", clause.folded)
    ):
        return
    things = tuple(entry.key for entry in clause.named if entry.sort in (THING, ATTRIBUTE) and entry.start >= match.end())
    done = record_verbs(clause.verbs(match.end() - 1))
    if things and done:
        yield Demand(kind="access", text=clause.text, pointer=clause.pointer, things=things, actors=(subject.key,), verbs=done, denied=True)


def decided_by_one(clauses: Sequence[Clause]) -> Iterator[Demand]:
    """Yield the deciding steps that the idea gives to one kind of people alone: “members book, the manager confirms bookings”."""
    said: dict[tuple[str, str], list[tuple[str, Clause]]] = {}
    for clause in clauses:
        for person, verb, thing in _decisions(clause):
            said.setdefault((verb, thing), []).append((person, clause))
    for (verb, thing), doers in said.items():
        if len({person for person, _ in doers}) == 1:
            person, clause = doers[0]
            kind = "approval" if verb == "approve" else "access"
            yield Demand(
                kind=kind, text=clause.text, pointer=clause.pointer, things=(thing,) if thing else (), actors=(person,), verbs=(verb,), implied=True
            )


def _decisions(clause: Clause) -> Iterator[tuple[str, str, str]]:
    for match in re.finditer(r"[a-z]+", clause.folded):
        verb = base_verb(match.group())
        if verb not in DECIDING or match.group().endswith("ing"):
            continue
        passive = re.match(r"(?:ed|d)?\b.{0,12}?\bby\b", clause.folded[match.end() :]) if match.group().endswith("ed") else None
        if match.group().endswith("ed") and not passive:
            continue
        if re.search(r"\b(?:until|if|when|unless|once|after|before|whether)\b", clause.folded[: match.start()]):
            continue
        person = clause.after(match.end() + (passive.end() if passive else 0), PERSON) if passive else clause.before(match.start(), PERSON)
        if person is None or (not passive and _interrupted(clause, person.end, match.start())):
            continue
        thing = clause.before(match.start(), THING) if passive else clause.after(match.end(), THING)
        yield person.key, verb, thing.key if thing else ""


def _interrupted(clause: Clause, start: int, end: int) -> bool:
    """Tell whether something else than verbs and small words stands between a person and a verb."""
    between = clause.folded[start:end]
    return bool(re.search(r"[.;:]|\b(?:that|which|who|if|when|not|never|cannot|without)\b|n't", between)) or any(
        start <= entry.start < end and entry.sort == THING and not re.search(r"\b(?:and|or|then)\b|,", clause.folded[entry.end : end])
        for entry in clause.named
    )
