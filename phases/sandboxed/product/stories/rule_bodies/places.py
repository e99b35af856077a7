"""Tests of rules about what does not fit beside the rows that are there: overlaps, places, limits."""

from __future__ import annotations

import math
from collections.abc import Mapping

from phases.sandboxed.author.business_rules import ACCOUNT
from phases.sandboxed.product import samples
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.rules import rules_of
from phases.sandboxed.product.stories.lifecycles import counting_state, steps_to
from phases.sandboxed.product.stories.rule_bodies.benches import DAY, Bench, Body, Written, put_later, reference_made
from phases.sandboxed.product.stories.rule_bodies.lines import (
    accepts,
    answers,
    does,
    fills,
    keeps,
    leads,
    leaving,
    makes,
    mapping,
    refuses,
    releases,
    values_of,
)


def _no_overlap(bench: Bench) -> dict[str, Body | None]:
    rule = bench.rule
    span, unit = bench.span(), DAY if bench.dated(rule.start) else 1
    first = f"first = {makes(bench, bench.given(rule.scope))}"
    same, stays, ends = values_of("first", rule.scope), values_of("first", (rule.start, rule.end)), f'first["{rule.end}"]'
    after = {rule.start: ends, rule.end: put_later(ends, span)}
    inside = {rule.start: put_later(ends, -unit), rule.end: put_later(ends, span - unit)}
    found: dict[str, Body | None] = {
        "touching": [first, *accepts(bench, same, after)],
        "overlapping": [first, *refuses(bench, 409, same, inside)],
        "moved": [first, f"second = {makes(bench, same, after)}", *keeps(bench, "second", 409, inside)],
    }
    if rule.scope:
        changed = next((name for name in rule.scope if bench.field(name).required and bench.field(name).references), rule.scope[0])
        kept = values_of("first", (name for name in rule.scope if name != changed))
        found["elsewhere"] = [first, *accepts(bench, kept, bench.other(changed), stays)]
    if state := leaving(rule, bench.resource):
        found["freed"] = [first, *leads(bench, "first", state), *accepts(bench, same, stays)]
    return found


def _capacity(bench: Bench) -> dict[str, Body | None]:
    rule = bench.rule
    target = bench.field(rule.reference).references
    size, made = int(rule.maximum or 0), f"place = self.make({literal(target)})"
    if rule.attribute:
        about = [other for other in rules_of(bench.model) if other.entity == target]
        size = max(1, math.ceil(samples.bounds(about, rule.attribute)[0] or 1))
        made = f"place = self.make({literal(target)}, {mapping({rule.attribute: literal(size)})})"
    there = {rule.reference: 'place["id"]'}
    elsewhere = {} if bench.field(rule.reference).required else {rule.reference: reference_made(bench.field(rule.reference))}
    full = [made, *fills(bench, size, there)]
    found: dict[str, Body | None] = {
        "fits": [made, *fills(bench, size - 1, there), *_placed(bench, there)],
        "full": [*full, *_placed(bench, there, refused=True)],
        "elsewhere": [*full, *_placed(bench, elsewhere)],
    }
    counted = counting_state(bench.resource, rule.ignored)
    if state := leaving(rule, bench.resource, counted):
        found["freed"] = [*full, *leads(bench, "row", state, counted), *_placed(bench, there)]
    return found


def _placed(bench: Bench, where: Mapping[str, str], *, refused: bool = False) -> Body:
    """Return the lines in which one more row takes a place, or finds none: by being sent, or by the step out of the queue."""
    steps = steps_to(bench.resource, counting_state(bench.resource, bench.rule.ignored)) or []
    if not steps:
        return refuses(bench, 409, where) if refused else accepts(bench, where)
    waiting = [f"late = {makes(bench, where)}", *([f"self.step({bench.id}, late, {', '.join(map(literal, steps[:-1]))})"] if steps[:-1] else [])]
    if not refused:
        return [*waiting, does(bench, steps[-1], "late"), answers(200)]
    kept = f"self.assertEqual(self.read({bench.id}, late), late)"
    return [*waiting, f"late = self.read({bench.id}, late)", does(bench, steps[-1], "late"), answers(409), kept]


def _limit(bench: Bench) -> dict[str, Body | None]:
    rule, count = bench.rule, int(bench.rule.maximum or 0)
    role = literal(bench.creator())
    head = [f"self.sign_in({role})", "self.change_accounts = False"]
    same: dict[str, str] = {}
    if rule.per and rule.per != ACCOUNT:
        references = bench.field(rule.per).references
        head.append(f'whose = self.make({literal(references)})["id"]' if references else f"whose = {literal(bench.first[rule.per])}")
        same[rule.per] = "whose"
    when = [_in_period(bench, number) for number in range(count + 1)]
    full = [*head, *_rows_at(bench, same, when[:count])]
    found: dict[str, Body | None] = {
        "within": [*head, *_rows_at(bench, same, when[: count - 1]), *accepts(bench, same, when[count - 1])],
        "over": [*full, *refuses(bench, 409, same, when[count])],
    }
    if rule.per == ACCOUNT:
        sent = accepts(bench, when[count])
        found["another"] = [*full, f"with self.another_account({role}):", *(f"    {line}" for line in sent)]
    elif rule.per:
        found["another"] = [*full, *accepts(bench, bench.other(rule.per), when[count])]
    if rule.period:
        found["next"] = [*full, *_next_period(bench, same)]
    if state := leaving(rule, bench.resource):
        found["freed"] = [*full, *leads(bench, "row", state), *accepts(bench, same, when[count])]
    return found


def _in_period(bench: Bench, number: int) -> dict[str, str]:
    """Return expressions for the moment of the row with this number: all in one period, side by side where they may not overlap."""
    rule = bench.rule
    if not (rule.on and rule.period):
        return {}
    apart = max(samples.apart_by_overlap(bench.rules, bench.resource), _shorter_period(bench))
    return bench.timed(rule.on, literal(samples.later(bench.first[rule.on], number * apart)))


def _shorter_period(bench: Bench) -> int:
    """Return how many minutes rows have to lie apart for a limit in a shorter period, 0 where there is none that is tighter."""
    rule, length = bench.rule, samples.PERIOD_MINUTES
    others = [other for other in bench.rules if other.kind == "limit" and other.id != rule.id and other.on == rule.on and other.period]
    tighter = [other for other in others if length[other.period] < length[rule.period] and other.maximum <= rule.maximum]
    return max((length[other.period] for other in tighter), default=0)


def _rows_at(bench: Bench, same: Mapping[str, str], when: list[dict[str, str]]) -> Body:
    """Return the lines that make one row at each moment; `row` is the last of them."""
    if all(moment == when[0] for moment in when):
        return fills(bench, len(when), same, *when[:1])
    return [line for moment in when for line in (f"row = {makes(bench, same, moment)}", *releases(bench, len(when)))]


def _next_period(bench: Bench, same: Mapping[str, str]) -> Body:
    """Return the lines that send a row of the next period; the clock goes on with it where rows may not lie too far ahead."""
    rule, minutes = bench.rule, samples.PERIOD_MINUTES[bench.rule.period]
    if not rule.on:
        return [f"self.go_on({minutes})", *accepts(bench, same)]
    following = bench.timed(rule.on, literal(samples.later(bench.first[rule.on], minutes)))
    ahead = samples.window(bench.rules, rule.on)[1]
    return [*([f"self.go_on({minutes})"] if ahead is not None else []), *accepts(bench, same, following)]


WRITTEN: Written = {
    "no_overlap": _no_overlap,
    "capacity": _capacity,
    "limit": _limit,
}
