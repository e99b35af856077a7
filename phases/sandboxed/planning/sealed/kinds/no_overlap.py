"""Rows that never overlap in time: one after the other and of another scope are taken, what overlaps is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.moments import DAY, moment_of, value
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield what may stand beside a row, and what may not. Raises Uncheckable."""
    thing = world.thing(rule.entity)
    later, same, moved = Script(world), Script(world), Script(world)
    first = later.counted(later.row(thing.id), rule)
    later.counted(later.row(thing.id, given={**_scope(rule, first), **_next(rule, first)}), rule)
    yield Case(case="allowed", title=f"A {thing.id} that begins when another is over is taken", script=later)
    first = same.counted(same.row(thing.id), rule)
    same.refused(rule, given={**_scope(rule, first), **_times(rule, first)})
    yield Case(case="refused", title=f"A {thing.id} at the time of another is refused", script=same)
    first = moved.counted(moved.row(thing.id), rule)
    second = moved.counted(moved.row(thing.id, given={**_scope(rule, first), **_next(rule, first)}), rule)
    moved.change(second, _times(rule, first), 409)
    yield Case(case="refused", title=f"A {thing.id} cannot be moved into the time of another", script=moved)
    if rule.scope:
        elsewhere = Script(world)
        first = elsewhere.row(thing.id)
        elsewhere.row(thing.id, given=_times(rule, first))
        yield Case(case="allowed", title=f"A {thing.id} at the same time elsewhere is taken", script=elsewhere)
    if rule.ignored and thing.initial not in rule.ignored and thing.way_to(rule.ignored) is not None:
        freed = Script(world)
        first = freed.row(thing.id)
        freed.bring(first, rule.ignored)
        freed.row(thing.id, given={**_scope(rule, first), **_times(rule, first)})
        yield Case(case="allowed", title=f"A {thing.id} may take the time of one that does not count any more", script=freed)


def _scope(rule: Rule, row: Row) -> dict[str, Any]:
    return {plain(name): row.values[plain(name)] for name in rule.scope if plain(name) in row.values}


def _times(rule: Rule, row: Row) -> dict[str, Any]:
    return {plain(name): row.values[plain(name)] for name in (rule.start, rule.end)}


def _next(rule: Rule, row: Row) -> dict[str, Any]:
    """Return the times of a row as long as this one that begins when it is over; with days, on the day after."""
    start, end = row.values[plain(rule.start)], row.values[plain(rule.end)]
    kind = "datetime" if "$time" in start else "date"
    length = moment_of(end) - moment_of(start)
    begin = moment_of(end) + (DAY if kind == "date" else 0)
    return {plain(rule.start): value(kind, begin), plain(rule.end): value("datetime" if "$time" in end else "date", begin + length)}
