"""Demands of an idea that do not go together, found by comparing its typed rules pairwise, each pair by written checks.

A `contradiction` leaves nothing that the product could do (no value fits, nobody may do the deed); a `tension` leaves something, but
probably not what was meant. Used by CritiqueAgent, and counted afresh by guard.ruleClashes. The checks stand in `clash_checks`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.clash_checks import CONTRADICTION, PAIR_CHECKS, SINGLE_CHECKS, Found
from phases.sandboxed.author.clash_deeds import action_clash, report_clash
from phases.sandboxed.author.domain import DomainModel


@dataclass(frozen=True, kw_only=True)
class Place:
    """One side of a clash: where it stands in the domain model, and its words."""

    pointer: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Two demands that clash (`second` equals `first` when one contradicts itself); `check` names the written rule `clash.<check>`."""

    check: str
    weight: str
    first: Place
    second: Place
    why: str


def clashes(model: DomainModel, implied: Collection[int] = frozenset()) -> tuple[Clash, ...]:
    """Return every clash between rules, of rules with deeds, and of rules with reports, in the model's order.

    `implied` are indexes of actions that the idea does not put into words (`unspoken_actions`); they contradict nobody.
    """
    return (*_of_rules(model), *_of_actions(model, implied), *_of_reports(model))


def pairs_compared(model: DomainModel) -> int:
    """Return how many pairs there are to compare: of rules with rules, with the idea's actions, and with its reports."""
    rules = [rule for rule in model.rules if rule.checkable]
    return len(rules) * (len(rules) - 1) // 2 + len(rules) * (len(model.actions) + len(model.reports))


def contradictions(found: Collection[Clash]) -> list[Clash]:
    """Return those that leave nothing that the product could do."""
    return [clash for clash in found if clash.weight == CONTRADICTION]


def _of_rules(model: DomainModel) -> Iterator[Clash]:
    placed = [(index, rule) for index, rule in enumerate(model.rules) if rule.checkable]
    for index, rule in placed:
        for check in SINGLE_CHECKS.get(rule.kind, ()):
            yield from _clash(check(rule, model), _rule_place(index, rule), _rule_place(index, rule))
    for (first_at, first), (second_at, second) in combinations(placed, 2):
        if first.entity != second.entity:
            continue
        for check in PAIR_CHECKS.get((first.kind, second.kind), ()):
            yield from _clash(check(first, second, model), _rule_place(first_at, first), _rule_place(second_at, second))
        if first.kind != second.kind:
            for check in PAIR_CHECKS.get((second.kind, first.kind), ()):
                yield from _clash(check(second, first, model), _rule_place(second_at, second), _rule_place(first_at, first))


def _of_actions(model: DomainModel, implied: Collection[int]) -> Iterator[Clash]:
    for at, rule in enumerate(model.rules):
        for index, action in enumerate(model.actions):
            if index not in implied:
                found = action_clash(rule, action, model, implied)
                yield from _clash(found, _rule_place(at, rule), Place(pointer=f"/actions/{index}/phrase", text=action.phrase))


def _of_reports(model: DomainModel) -> Iterator[Clash]:
    for at, rule in enumerate(model.rules):
        for index, report in enumerate(model.reports):
            found = report_clash(rule, report, model)
            yield from _clash(found, _rule_place(at, rule), Place(pointer=f"/reports/{index}/text", text=report.text))


def _clash(found: Found, first: Place, second: Place) -> Iterator[Clash]:
    if found is not None:
        check, weight, why = found
        yield Clash(check=check, weight=weight, first=first, second=second, why=why)


def _rule_place(index: int, rule: Rule) -> Place:
    return Place(pointer=f"/rules/{index}/text", text=rule.text)
