"""Tests of rules about what does not fit beside the rows that are there: overlaps, places, limits."""

from __future__ import annotations

import math
from collections.abc import Mapping

from phases.sandboxed.product import samples
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.rules import rules_of
from phases.sandboxed.product.stories.lifecycles import counting_state, steps_to
from phases.sandboxed.product.stories.rule_bodies.benches import DAY, Bench, Body, Written, put_later, reference_made
from phases.sandboxed.product.stories.rule_bodies.lines import (
    MOST_SENT,
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
    there, spacing = {rule.reference: 'place["id"]'}, bench.spacing((rule.reference,), size + 1)
    late = bench.placed(size if size <= MOST_SENT else 1, spacing)
    elsewhere = {} if bench.field(rule.reference).required else {rule.reference: reference_made(bench.field(rule.reference))}
    full = [made, *fills(bench, size, there, spacing=spacing)]
    found: dict[str, Body | None] = {
        "fits": [made, *fills(bench, size - 1, there, spacing=spacing), *_placed(bench, there | late)],
        "full": [*full, *_placed(bench, there | late, refused=True)],
        "elsewhere": [*full, *_placed(bench, elsewhere)],
    }
    counted = counting_state(bench.resource, rule.ignored)
    if state := leaving(rule, bench.resource, counted):
        found["freed"] = [*full, *leads(bench, "row", state, counted), *_placed(bench, there | late)]
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


WRITTEN: Written = {
    "no_overlap": _no_overlap,
    "capacity": _capacity,
}
