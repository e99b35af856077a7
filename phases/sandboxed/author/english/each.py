"""Demands about what each person may do: once with each thing, and how many where groups of people differ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.english.clauses import PERSON, THING, Clause, Named
from phases.sandboxed.author.english.measures import NOT_MORE, NUMBER, PERIOD, number

_ONCE = re.compile(
    rf"(?:(?P<not>{NOT_MORE}|\bno \w+ (?:may|can|should|must))\s+(?:[\w'-]+\s+){{0,6}}?(?:more than once|twice)|"
    rf"(?<!at )\b(?P<often>once|one time|twice))\b"
    rf"(?!\s+{PERIOD})(?!,? (?:the|an?|it|they|he|she|we|there|all|every|\w+ (?:is|are|has|have))\b)"
)
_RULING = re.compile(
    r"\b(?:only|may|can|must|cannot|not|never|at most|no)\b|^\s*(?:each|every|one|per)\b|\bonce (?:per|for each|for every|for the same)\b"
)
_EVERY_THING = re.compile(r"\s+(?:per|(?:for|on|in|at|with|about) (?:each|every|the same|one|a single))\s+(?=\w)")
_PASSIVE = re.compile(r"\b(?:be|is|are|been)\s+(?:only\s+|just\s+)?\w+\s*$")
# what people do to a thing by saying so once is counted even where nothing rules (“the borrower rates the tool once”)
_OPINIONS = frozenset(["rate", "review", "vote", "answer", "respond"])
_ONE_FOR_EACH = re.compile(
    r"\b(?:has|have|gets?|casts?|gives?)\s+(?:only |exactly |just )?one\s+(?P<what>[a-z]+)\s+(?:per|for each|for every)\s+(?=\w)"
)
_GROUPS = re.compile(
    rf"\b(?P<who>[a-z]+)\s+(?:may|can|are allowed to)\s+(?P<verb>[a-z]+)\s+(?:up to |at most |only )?(?P<n>{NUMBER})\s+(?P<what>[a-z]+)"
    rf"(?P<rest>(?:\s+(?:at a time|at once|at the same time|{PERIOD}))?)"
    rf"\s*[,;]\s*(?:and |while |but |whereas )?(?P<other>[a-z]+)\s+(?:may \w+ |can \w+ )?(?:up to |at most |only )?(?P<m>{NUMBER})\b"
)


def once(clause: Clause) -> Iterator[Demand]:
    """Yield “each member may rate a recipe once”, “a helper signs up for a task only once”, “has one vote per proposal”."""
    given = _ONE_FOR_EACH.search(clause.folded)
    person = clause.before(given.start(), PERSON) if given else None
    if given and person is not None:
        thing, what = clause.after(given.end(), THING), clause.after(given.start("what"))
        if thing is not None and thing.start == given.end() and what is not None and what.start == given.start("what"):
            yield _once(clause, person, thing, 1, (what.noun, *clause.verbs(person.end, given.end())), things=(what.key, thing.key))
        return
    for match in _ONCE.finditer(clause.folded):
        person = _subject(clause, match)
        if person is None:
            continue
        verbs = clause.verbs(person.end, match.end())
        thing = _done_to(clause, match, person)
        if thing is None or not verbs or not (_RULING.search(clause.folded) or set(verbs) & _OPINIONS):
            continue
        most = 2 if match["often"] == "twice" else 1
        yield _once(
            clause, person, thing, most, verbs, passive=bool(_PASSIVE.search(clause.folded[: match.start("often")] if match["often"] else ""))
        )
        return


def _subject(clause: Clause, match: re.Match[str]) -> Named | None:
    """Return who does it: the first who is named, nothing that a product keeps standing before."""
    end = match.start() if match["often"] else match.end()
    first = next((entry for entry in clause.named if entry.sort in (PERSON, THING) and entry.end <= end and not _aside(clause, entry)), None)
    anybody = clause.anybody(end)
    if anybody is not None and (first is None or anybody.start <= first.start):
        return anybody
    return first if first is not None and first.sort == PERSON else None


def _aside(clause: Clause, entry: Named) -> bool:
    """Tell whether something is only when or after what the rule holds: “after the return the borrower rates …”."""
    return bool(re.search(r"\b(?:after|before|during|when|once|until)\s+(?:\w+\s+)?$", clause.folded[: entry.start]))


def _done_to(clause: Clause, match: re.Match[str], person: Named) -> Named | None:
    each = _EVERY_THING.match(clause.folded, match.end())
    if each:
        found = clause.after(each.end(), THING)
        return found if found is not None and found.start == each.end() else None
    end = match.start("often") if match["often"] else match.end()
    between = [entry for entry in clause.named if entry.sort == THING and person.end <= entry.start and entry.end <= end]
    return between[-1] if between else None


def _once(
    clause: Clause, person: Named, thing: Named, most: int, verbs: tuple[str, ...], *, things: tuple[str, ...] = (), passive: bool = False
) -> Demand:
    return Demand(
        kind="limit",
        text=clause.text,
        pointer=clause.pointer,
        things=things or (thing.key,),
        actors=(person.key,),
        per=(thing.key,),
        verbs=verbs,
        maximum=most,
        passive=passive,
    )


def groups(clause: Clause) -> Iterator[Demand]:
    """Yield “students may borrow 3 items, teachers 10”: one limit for each group."""
    match = _GROUPS.search(clause.folded)
    people = {entry.start: entry for entry in clause.named if entry.sort == PERSON}
    if not match or match.start("who") not in people or match.start("other") not in people:
        return
    what = clause.after(match.start("what"), THING)
    if what is None or what.start != match.start("what"):
        return
    every = match["period"] or {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}.get(match["adverb"] or "", "")
    for who, most in (("who", "n"), ("other", "m")):
        yield Demand(
            kind="limit",
            text=clause.text,
            pointer=clause.pointer,
            things=(what.key,),
            actors=(people[match.start(who)].key,),
            verbs=clause.verbs(match.start("verb"), match.end("verb")),
            maximum=number(match[most]),
            period=every or "",
        )
