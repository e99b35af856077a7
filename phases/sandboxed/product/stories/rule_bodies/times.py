"""Tests of rules about order and time: notice, queues, expiry, the due list."""

from __future__ import annotations

import math

from phases.sandboxed.product import samples
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.examples import TEST_NOW
from phases.sandboxed.product.rules import MOMENTS
from phases.sandboxed.product.stories.lifecycles import steps_to
from phases.sandboxed.product.stories.rule_bodies.benches import DAY, Bench, Body, Written
from phases.sandboxed.product.stories.rule_bodies.lines import (
    DONE,
    accepts,
    answers,
    does,
    leads,
    leaving,
    makes,
    prepares,
    refuses,
    state_of,
    values_of,
)


def _lead(bench: Bench) -> dict[str, Body | None]:
    rule = bench.rule
    if rule.through:
        return _lead_elsewhere(bench)
    found: dict[str, Body | None] = {}
    limits = (("late", rule.minimum, -1), ("early", rule.maximum, 1))
    if rule.action == "create":
        found["in_time"] = accepts(bench)
        for key, limit, side in limits:
            if limit is not None:
                found[key] = refuses(bench, 409, bench.timed(rule.attribute, _off(bench, limit, side)))
        return found
    ready = prepares(bench, rule.action, lasting=True)
    found["in_time"] = [*ready, does(bench, rule.action, "row"), answers(DONE.get(rule.action, 200))]
    for key, limit, side in limits:
        if limit is not None:
            moved = f'self.go_before(row["{rule.attribute}"], {literal(_outside(limit, side))})'
            found[key] = [*ready, *_kept(bench, moved)]
    return found


def _outside(limit: float, side: int) -> float:
    """Return how many minutes ahead is a little too near (-1) or too far (1)."""
    return limit + side * min(30, limit / 2 or 30)


def _kept(bench: Bench, moved: str) -> Body:
    """Return the lines in which a row's action is refused once the clock stands elsewhere."""
    return [
        f"row = self.read({bench.id}, row)",
        moved,
        does(bench, bench.rule.action, "row"),
        answers(409),
        f"self.assertEqual(self.read({bench.id}, row), row)",
    ]


def _lead_elsewhere(bench: Bench) -> dict[str, Body | None]:
    """The moment stands in what the row refers to: that is made first, and the clock goes near it."""
    rule = bench.rule
    about = [f"about = self.make({literal(bench.field(rule.through).references)})"]
    there = {rule.through: 'about["id"]'}
    ready = [*about, *([] if rule.action == "create" else prepares(bench, rule.action, there, lasting=True))]
    done = accepts(bench, there) if rule.action == "create" else [does(bench, rule.action, "row"), answers(DONE.get(rule.action, 200))]
    found: dict[str, Body | None] = {"in_time": [*ready, *done]}
    for key, limit, side in (("late", rule.minimum, -1), ("early", rule.maximum, 1)):
        if limit is not None:
            moved = f'self.go_before(about["{rule.attribute}"], {literal(_outside(limit, side))})'
            found[key] = [*ready, moved, *refuses(bench, 409, there)] if rule.action == "create" else [*ready, *_kept(bench, moved)]
    return found


def _off(bench: Bench, limit: float, side: int) -> str:
    """Return a moment that lies a little too near (-1) or too far (1)."""
    name, room = bench.rule.attribute, min(30, limit / 2 or 30)
    if bench.dated(name):
        # the first second of the day that lies next on that side
        near = samples.later(TEST_NOW.date().isoformat(), 0 if limit < DAY else math.floor(limit / DAY) * DAY)
        return literal(near if side < 0 else samples.later(near, 2 * DAY))
    return literal(samples.later(TEST_NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), math.floor(limit + side * room)))


def _queue(bench: Bench) -> dict[str, Body | None]:
    rule, action = bench.rule, bench.rule.action
    given, same = bench.given(rule.scope), values_of("first", rule.scope)
    spacing = bench.spacing(rule.scope, 2)
    earlier, later = (bench.placed(0, spacing), bench.placed(1, spacing)) if not rule.on else _two(bench, rule.on)
    first = prepares(bench, action, given, earlier, row="first")
    second = prepares(bench, action, same, later, row="second")
    served = lambda row: [does(bench, action, row), answers(DONE.get(action, 200))]  # noqa: E731
    found: dict[str, Body | None] = {
        "first": [*first, *second, *served("first")],
        "then": [*first, *second, *served("first"), *served("second")],
        "pushed": [
            *first,
            *second,
            f"second = self.read({bench.id}, second)",
            does(bench, action, "second"),
            answers(409),
            f"self.assertEqual(self.read({bench.id}, second), second)",
        ],
    }
    if rule.scope:
        changed = next((name for name in rule.scope if bench.field(name).references), rule.scope[0])
        kept = values_of("first", (name for name in rule.scope if name != changed))
        found["elsewhere"] = [*first, *prepares(bench, action, kept, bench.other(changed), later, row="other"), *served("other")]
    return found


def _two(bench: Bench, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return expressions for two values of a field, the smaller first."""
    value = bench.first[name]
    if bench.field(name).type in MOMENTS:
        return bench.timed(name, literal(value)), bench.timed(name, literal(samples.later(value, DAY)))
    other = samples.alternative(bench.model, bench.resource, name, TEST_NOW)[name]
    return {name: literal(min(value, other))}, {name: literal(max(value, other))}


def _expiry(bench: Bench) -> dict[str, Body | None]:
    rule, minutes, found = bench.rule, bench.rule.minutes or 0, {}
    since = f'row["{rule.attribute}"]' if rule.attribute else "made"
    short = DAY if rule.attribute and bench.dated(rule.attribute) and minutes >= DAY else min(30, minutes / 2)
    for state in rule.states:
        if steps_to(bench.resource, state) is None:
            continue
        ready = [*([] if rule.attribute else ["made = self.now()"]), f"row = {makes(bench)}", *leads(bench, "row", state)]
        found[f"before {state}"] = [
            *ready,
            f"self.go_after({since}, {literal(minutes - short)})",
            f"self.assertEqual({state_of(bench, 'row')}, {literal(state)})",
        ]
        found[f"after {state}"] = [
            *ready,
            f"self.go_after({since}, {literal(minutes + 1)})",
            f"self.assertEqual({state_of(bench, 'row')}, {literal(rule.target)})",
        ]
    return found


def _reminder(bench: Bench) -> dict[str, Body | None]:
    rule, minutes = bench.rule, bench.rule.minutes or 0
    role = next(iter(rule.roles), bench.roles.doing(bench.resource.id, "view"))
    ready = [f"self.sign_in({literal(role)})", f"row = {makes(bench)}"]
    near = f'self.go_before(row["{rule.attribute}"], {literal(minutes - min(30, minutes / 2))})'
    due = f'[entry["id"] for entry in self.api("GET", "/api/due").json()["items"] if entry["rule"] == {literal(rule.id)}]'
    link = f"""f'href="/{bench.resource.path}/{{row["id"]}}"'"""
    found: dict[str, Body | None] = {
        "due": [
            *ready,
            near,
            f'self.assertIn(row["id"], {due})',
            f'self.assertIn({link}, self.ask("GET", "/due").text)',
            f'self.assertIn({link}, self.ask("GET", "/").text)',
        ],
        "early": [
            *ready,
            f'self.go_before(row["{rule.attribute}"], {literal(minutes + (2 * DAY if bench.dated(rule.attribute) else 60))})',
            f'self.assertNotIn(row["id"], {due})',
        ],
    }
    if state := leaving(rule, bench.resource):
        found["done"] = [*ready, near, *leads(bench, "row", state), f'self.assertNotIn(row["id"], {due})']
    for other in bench.roles.names:
        found[f"not {other}"] = [*ready, near, f"self.sign_in({literal(other)})", f'self.assertNotIn(row["id"], {due})']
    return found


WRITTEN: Written = {
    "lead": _lead,
    "queue": _queue,
    "expiry": _expiry,
    "reminder": _reminder,
}
