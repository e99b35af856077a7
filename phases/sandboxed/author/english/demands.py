"""All demands of English statements: each clause is asked pattern by pattern; what only rules by its words stays a statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.english import counts, each, permissions, sums, times, values
from phases.sandboxed.author.english.clauses import THING, Clause, clauses
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.author.vocabulary import markers

# in this order, the first that finds something keeps the later ones of its row from reading the same words otherwise
_ROWS: tuple[tuple[Callable[[Clause], Iterator[Demand]], ...], ...] = (
    (
        times.reminder,
        times.expiry,
        times.lead,
        times.no_overlap,
        counts.capacity_by_places,
        permissions.approval,
        permissions.visibility,
        permissions.access,
    ),
    (each.groups, each.once),
    (sums.total, times.duration, counts.counted, values.unique, values.bound, values.chronology, values.required),
    (times.queue,),
)
_SETTING_GOING = re.compile(
    r"\b(?:remind\w*|alert(?:s|ed)?|notif(?:y|ies|ied)|warn(?:s|ed)?|automatically|as soon as|expires?|"
    r"closes? (?:at |on |\d)|between \d+ and \d+|(?:can|may) \w+(?: \w+){0,3} until|"
    r"(?:is|are|gets?) (?:marked|flagged|blocked|locked|charged|fined))\b"
)
# “no bookings on Sundays”
_NONE_THEN = re.compile(r"^no (?:[\w'-]+ ){1,3}(?:on|at|after|before|between|during|in)\b")
_EXCLUDING = {
    "no_overlap": {"unique", "limit", "total", "capacity"},
    "lead": {"duration"},
    "limit": {"limit", "unique", "required"},
    "approval": {"bound", "required", "limit", "total", "duration"},
    "expiry": {"duration"},
}


def find(told: tuple[Statement, ...]) -> tuple[Demand, ...]:
    """Return the demands of all statements in their order; a sentence that sounds like a rule and is none of the known kinds is a statement."""
    said: list[Demand] = []
    parts: list[Clause] = []
    context = ""
    for statement in told:
        if statement.to_the_reader or statement.role in ("users", "title"):
            continue
        for clause in clauses(statement):
            parts.append(clause)
            demands = [replace(demand, context=context) for demand in _of_clause(clause)]
            if not demands and sounds_like_a_rule(clause):
                demands = [Demand(kind="statement", text=clause.text, pointer=clause.pointer)]
            said += demands
            context = next((entry.key for entry in clause.named if entry.sort == THING), context)
    return _in_order(said, list(permissions.decided_by_one(parts)))


def sounds_like_a_rule(clause: Clause) -> bool:
    """Tell whether a clause rules something: a constraint, or one with a word that rules or that sets something going."""
    ruling = any(re.search(rf"\b{marker}\b", clause.folded) for marker in markers())
    ruling = ruling or _SETTING_GOING.search(clause.folded) or _NONE_THEN.search(clause.folded)
    return clause.role == "constraints" or (bool(ruling) and len(clause.text.split()) > 2)


def _of_clause(clause: Clause) -> list[Demand]:
    found: list[Demand] = []
    for row in _ROWS:
        for pattern in row:
            made = [demand for demand in pattern(clause) if not _excluded(demand, found)]
            found += made
            if made:
                break
    return found


def _excluded(demand: Demand, found: list[Demand]) -> bool:
    return any(demand.kind in _EXCLUDING.get(other.kind, ()) for other in found)


def _in_order(said: list[Demand], decided: list[Demand]) -> tuple[Demand, ...]:
    """Return the demands with those of deciding steps added, but where a rule already says who takes the step; mere statements give way."""
    for extra in decided:
        known = any(demand.kind in ("access", "approval") and set(extra.verbs) <= set(demand.verbs) and _same(demand, extra) for demand in said)
        if not known:
            said = [demand for demand in said if not (demand.kind == "statement" and extra.text in demand.text)]
            said.append(extra)
    return tuple(dict.fromkeys(said))


def _same(demand: Demand, extra: Demand) -> bool:
    return not extra.things or not demand.things or bool(set(extra.things) & set(demand.things))
