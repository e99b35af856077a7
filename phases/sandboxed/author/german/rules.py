"""The rules of a German idea, clause by clause, in terms that a program can check; what nobody understands stays a statement.

A rule may need what no thing keeps yet (an amount, a beginning, a step): the readers add it, with the rule's words as source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.german import counts, rights, times
from phases.sandboxed.author.german.clauses import Clause, clauses
from phases.sandboxed.author.german.hearing import Hearing, Terms
from phases.sandboxed.author.german.things import CANCELLED, OVER, Thing, Things
from phases.sandboxed.author.german.vocabulary import is_person, words
from phases.sandboxed.author.sourcing import Source, by_idea, by_rule
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.rules import rules as written_rules

MAX_RULES = 24
_READERS = (times.read, counts.read, rights.read)
_CHRONOLOGY = "german.rule.chronology"
_SPANS = {"used": ("no_overlap", "duration"), "stated": ("chronology",)}
_CHECKED_FOR_STATES = {"capacity": OVER, "limit": OVER, "total": CANCELLED, "no_overlap": CANCELLED, "reminder": OVER}


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A rule in the making: its terms, the words that say so, and where they stand."""

    terms: Terms
    text: str
    pointer: str
    quote: str


def read(told: tuple[Statement, ...], things: Things, actors: Mapping[str, str], wished: frozenset[str]) -> list[tuple[Rule, Source]]:
    """Return the rules with their sources, in the order of the idea. Adds to `things` what the rules need.

    `wished` are the words of the qualities: what says how the product has to be is no rule that nobody understood.
    """
    heard: list[Heard] = []
    topic: Thing | None = None
    for statement in told:
        if statement.role in ("title", "users"):
            continue
        understood = len(heard)
        parts = clauses(statement.text)
        for index, clause in enumerate(parts):
            quote = _quote(clause, parts[index - 1] if clause.inherits and index else None, statement)
            before = len(heard)
            hearing = Hearing(clause=clause, whole=statement.text, pointer=statement.pointer, quote=quote, things=things, actors=actors, topic=topic)
            for reader in _READERS:
                heard += [Heard(terms=terms, text=_sentence(quote), pointer=statement.pointer, quote=quote) for terms in reader(hearing)]
            topic = _topic(hearing) or topic
            if len(heard) == before and len(parts) > 1 and _marked(quote):
                heard.append(Heard(terms={"kind": "statement"}, text=_sentence(quote), pointer=statement.pointer, quote=quote))
        if len(heard) == understood and (statement.role == "constraints" or _marked(statement.text)):
            heard.append(Heard(terms={"kind": "statement"}, text=statement.text, pointer=statement.pointer, quote=statement.text))
    return list(_made([entry for entry in heard if entry.terms["kind"] != "statement" or not _is_wish(entry, wished)], things))


def _topic(hearing: Hearing) -> Thing | None:
    """Return what a clause leaves as the thing that is spoken of: one with a life cycle before others."""
    named = [thing for thing in hearing.named() if not is_person(thing.name)]
    own = hearing.about() if hearing.verbs and named else None
    return own if own and own.states else next((thing for thing in named if thing.states), next(iter(named), None))


def _quote(clause: Clause, before: Clause | None, statement: Statement) -> str:
    """Return the clause as written, without the mark or conjunction before it; with the clause before, where it takes its subject from there."""
    inside = [*(before.words if before else ()), *clause.words]
    while len(inside) > 1 and (inside[0].tag == "PUNCT" or inside[0].lower in ("und", "oder", "aber", "sondern", "denn", "doch", "sowie")):
        inside.pop(0)
    return statement.text[inside[0].start : inside[-1].end].strip(" ,;")


def _sentence(quote: str) -> str:
    return quote[:1].upper() + quote[1:].rstrip(".!; ") + "."


def _is_wish(entry: Heard, wished: frozenset[str]) -> bool:
    return any(words in entry.quote or entry.quote in words for words in wished)


def _marked(text: str) -> bool:
    """Tell whether a text has a word that makes it a rule."""
    return any(re.search(rf"\b{re.escape(marker)}\b", text.lower()) for marker in words("rule_markers"))


def _made(heard: list[Heard], things: Things) -> Iterator[tuple[Rule, Source]]:
    """Yield the rules, each meaning once. Which states do not count is known only when all rules have added theirs."""
    by_id = {thing.id: thing for thing in things}
    waiting = {entry.terms["entity"] for entry in heard if entry.terms["kind"] == "queue"}
    seen: list[Mapping[str, Any]] = []
    for entry in heard:
        terms = dict(entry.terms)
        if terms["kind"] in _CHECKED_FOR_STATES:
            thing = by_id[terms["entity"]]
            kept = CANCELLED if terms.get("period") or terms.get("scope") else _CHECKED_FOR_STATES[terms["kind"]]
            idle = (thing.states.initial,) if thing.states and terms["kind"] == "capacity" and thing.id in waiting else ()
            terms["ignored"] = (*idle, *thing.ended(kept))
        if terms["kind"] == "access":
            terms["roles"] = (*terms["roles"], *_deciding_more(terms, heard))
        if (terms in seen and terms["kind"] != "statement") or len(seen) == MAX_RULES:
            continue
        seen.append(terms)
        rule = Rule(
            id=f"rule_{len(seen)}", text=entry.text, **{key: value for key, value in terms.items() if value not in ((), "", None) or key == "scope"}
        )
        yield rule, by_idea(entry.pointer, entry.quote)
    yield from _presupposed(seen)


def _presupposed(made: list[Mapping[str, Any]]) -> Iterator[tuple[Rule, Source]]:
    """Yield that the end lies after the beginning, once for each span that a rule speaks of and none states."""
    spans = {kind: [(terms["entity"], terms["start"], terms["end"]) for terms in made if terms["kind"] in kinds] for kind, kinds in _SPANS.items()}
    added = [span for span in dict.fromkeys(spans["used"]) if span not in spans["stated"]]
    for number, (entity, start, end) in enumerate(added, len(made) + 1):
        rule = Rule(id=f"rule_{number}", text=written_rules()[_CHRONOLOGY], kind="chronology", entity=entity, start=start, end=end)
        yield rule, by_rule(_CHRONOLOGY)


def _deciding_more(terms: Mapping[str, Any], heard: list[Heard]) -> Iterator[str]:
    """Yield who else takes a step that is somebody's alone: those whose approval larger amounts need."""
    for entry in heard:
        approving = entry.terms["kind"] == "approval" and entry.terms["entity"] == terms["entity"] and entry.terms["action"] in terms["actions"]
        yield from (role for role in entry.terms["roles"] if role not in terms["roles"]) if approving else ()
