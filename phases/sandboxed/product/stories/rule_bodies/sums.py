"""Tests of rules about how many rows, and how much of something, there may be together: limits and totals."""

from __future__ import annotations

import math
from collections.abc import Mapping

from phases.sandboxed.author.business_rules import ACCOUNT
from phases.sandboxed.product import samples
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.rules import rules_about, target_of
from phases.sandboxed.product.stories.rule_bodies.benches import Bench, Body, Written, reference_made
from phases.sandboxed.product.stories.rule_bodies.lines import accepts, fills, keeps, leads, leaving, makes, refuses, releases

HELD = 12


def _limit(bench: Bench) -> dict[str, Body | None]:
    rule, count = bench.rule, int(bench.rule.maximum or 0)
    role = _binding(bench)
    head, same = _alike(bench, role, count + 1)
    when = _moments(bench, same, count + 1)
    full = [*head, *_rows_at(bench, same, when[:count])]
    found: dict[str, Body | None] = {
        "within": [*head, *_rows_at(bench, same, when[: count - 1]), *accepts(bench, same, when[count - 1])],
        "over": [*full, *refuses(bench, 409, same, when[count])],
        **_beside(bench, role, full, same, when[count]),
    }
    for other in bench.roles.names:
        if rule.roles and other not in rule.roles:
            rest, others = _alike(bench, other, count + 1)
            found[f"free {other}"] = [*rest, *_rows_at(bench, others, when[:count]), *accepts(bench, others, when[count])]
    return found


def _binding(bench: Bench) -> str:
    """Return who makes the rows: whoever makes them usually, one of those whom the rule binds where it names some."""
    able = [role for role in bench.rule.roles if bench.roles.may(role, bench.resource.id, "create")]
    return able[0] if able and bench.creator() not in able else bench.creator()


def _alike(bench: Bench, role: str, rows: int) -> tuple[Body, dict[str, str]]:
    """Return the lines with which a test begins whose rows all count together, and the values that they share: with places for so many rows."""
    rule, head = bench.rule, [f"self.sign_in({literal(role)})"]
    if rule.per == ACCOUNT:
        head.append("self.change_accounts = False")
    names = [name for name in (rule.per, *rule.scope) if name and name != ACCOUNT]
    same: dict[str, str] = {}
    for name in names:
        same[name] = "whose" if name == names[0] else f"whose_{name}"
        field = bench.field(name)
        head.append(f"{same[name]} = {bench.roomy(name, rows) if field.references else literal(bench.first[name])}")
    return head, same


def _beside(bench: Bench, role: str, full: Body, same: Mapping[str, str], when: Mapping[str, str]) -> dict[str, Body | None]:
    """Return what is stored though those that count together are full: of another account or value, of the next period, where one is over."""
    rule = bench.rule
    found: dict[str, Body | None] = {}
    if rule.per == ACCOUNT:
        found["another"] = [*full, f"with self.another_account({literal(role)}):", *(f"    {line}" for line in accepts(bench, same, when))]
    elif rule.per:
        found["another"] = [*full, *accepts(bench, same, when, _another(bench, rule.per))]
    if rule.scope:
        found["elsewhere"] = [*full, *accepts(bench, same, when, _another(bench, rule.scope[0]))]
    if rule.period:
        found["next"] = [*full, *_next_period(bench, same, when)]
    if state := leaving(rule, bench.resource):
        found["freed"] = [*full, *leads(bench, "row", state), *accepts(bench, same, when)]
    return found


def _another(bench: Bench, name: str) -> dict[str, str]:
    """Return expressions for another value of a field than the rows before have; a reference to a row of its own."""
    field = bench.field(name)
    return {name: reference_made(field)} if field.references else bench.other(name)


def _moments(bench: Bench, same: Mapping[str, str], rows: int) -> list[dict[str, str]]:
    """Return expressions for the moments of so many rows: all in the rule's period, and apart where other rules want it."""
    rule = bench.rule
    spacing = bench.spacing(same, rows)
    if rule.on and rule.period:
        spacing.setdefault(rule.on, 0)
    return [bench.placed(number, spacing) for number in range(rows)]


def _rows_at(bench: Bench, same: Mapping[str, str], when: list[dict[str, str]]) -> Body:
    """Return the lines that make one row at each moment; `row` is the last of them."""
    if all(moment == when[0] for moment in when):
        return fills(bench, len(when), same, *when[:1])
    return [line for moment in when for line in (f"row = {makes(bench, same, moment)}", *releases(bench, len(when)))]


def _next_period(bench: Bench, same: Mapping[str, str], when: Mapping[str, str]) -> Body:
    """Return the lines that send a row of the next period; the clock goes on with it where rows may not lie too far ahead."""
    rule, minutes = bench.rule, samples.PERIOD_MINUTES[bench.rule.period]
    if not rule.on:
        return [f"self.go_on({minutes})", *accepts(bench, same, when)]
    following = bench.timed(rule.on, literal(samples.later(bench.first[rule.on], minutes)))
    ahead = samples.window(bench.rules, rule.on)[1]
    return [*([f"self.go_on({minutes})"] if ahead is not None else []), *accepts(bench, same, when, following)]


def _total(bench: Bench) -> dict[str, Body | None]:
    """The last row is as small as rows are and brings the sum to exactly what it may be; one more is too much."""
    rule, role = bench.rule, bench.creator()
    most = _held(bench) if rule.within else rule.maximum or 0
    parts = _parts(bench, most)
    rows = len(parts) + 1
    head, same = _alike(bench, role, rows)
    if rule.within:
        head[-1] = f"whose = {bench.roomy(rule.per, rows, {rule.within: literal(most)})}"
    sums = [{rule.attribute: literal(part)} for part in parts]
    when = _moments(bench, same, rows)
    made = [[f"row = {makes(bench, same, moment, part)}", *releases(bench, len(parts))] for moment, part in zip(when, sums, strict=False)]
    full, more = [*head, *(line for lines in made for line in lines)], {rule.attribute: literal(parts[-1])}
    found: dict[str, Body | None] = {
        "within": [*head, *(line for lines in made[:-1] for line in lines), *accepts(bench, same, when[len(parts) - 1], sums[-1])],
        "over": [*full, *refuses(bench, 409, same, when[-1], more)],
        **_beside(bench, role, full, {**same, **more}, when[-1]),
    }
    if _highest(bench) is None or parts[-1] + 1 <= (_highest(bench) or 0):
        found["raised"] = [*full, f"row = self.read({bench.id}, row)", *keeps(bench, "row", 409, {rule.attribute: literal(parts[-1] + 1)})]
    return found


def _held(bench: Bench) -> float:
    """Return how much what the rows refer to holds in these tests, within its own bounds."""
    target = target_of(bench.rule, bench.resource, bench.model)
    low, high = samples.bounds(rules_about(bench.model, target), bench.rule.within)
    return min(max(HELD, math.ceil(low or 0)), math.floor(high) if high is not None else math.inf)


def _highest(bench: Bench) -> float | None:
    return samples.bounds([rule for rule in bench.rules if rule.kind == "bound"], bench.rule.attribute)[1]


def _parts(bench: Bench, most: float) -> list[float | int]:
    """Return the values of rows that come to exactly `most`: as few as the bounds of one row allow, the last as small as a row is."""
    whole, small = bench.field(bench.rule.attribute).type == "integer", bench.first[bench.rule.attribute]
    highest = min(_highest(bench) or most, most)
    last = min(small, most)
    count = math.ceil((most - last) / highest) if most > last else 0
    shares = [(most - last) / count] * count if count else []
    if whole and count:
        shares = [float((int(most - last)) // count + (number < int(most - last) % count)) for number in range(count)]
    return [int(part) if whole else round(part, 2) for part in (*shares, last)]


WRITTEN: Written = {
    "limit": _limit,
    "total": _total,
}
