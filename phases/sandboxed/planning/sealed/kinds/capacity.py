"""So many rows refer to one and no more: as many as fit are taken, the next one is refused, others go elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.scripts import MOST_ROWS, Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import Thing, plain

ROOM = 2  # where the one referred to says itself how many fit, it says so many


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield a full one, one row too many, by adding and by changing, and room elsewhere. Raises Uncheckable."""
    thing, name = world.thing(rule.entity), plain(rule.reference)
    entry = thing.input(name)
    if entry is None or not entry.references:
        raise Uncheckable(f"clients do not send the {name} of a {thing.id}")
    most = ROOM if rule.attribute else int(rule.maximum or 0)
    if most > MOST_ROWS:
        raise Uncheckable(f"{most} rows are more than a check makes")

    def full(script: Script) -> tuple[Row, list[Row]]:
        held = script.row(entry.references, given={plain(rule.attribute): ROOM} if rule.attribute else None)
        return held, [script.count(script.row(thing.id, given={name: held.id}), rule.ignored) for _ in range(most)]

    over, moved, elsewhere = Script(world), Script(world), Script(world)
    held, _ = full(over)
    _refused(over, rule, thing, {name: held.id})
    yield Case(case="refused", title=f"After {most} rows one more {thing.id} for the same {name} is refused", script=over)
    full(elsewhere)
    elsewhere.count(elsewhere.row(thing.id), rule.ignored)
    yield Case(case="allowed", title=f"{most} rows fit, and one for another {name} is taken", script=elsewhere)
    held, _ = full(moved)
    moved.change(moved.count(moved.row(thing.id), rule.ignored), _to(name, held), 409)
    yield Case(case="refused", title=f"A {thing.id} cannot be moved to a full {name}", script=moved)
    if rule.ignored and thing.way_to(rule.ignored) is not None:
        freed = Script(world)
        held, rows = full(freed)
        freed.bring(rows[0], rule.ignored)
        freed.count(freed.row(thing.id, given={name: held.id}), rule.ignored)
        yield Case(case="allowed", title=f"A {thing.id} may take the place of one that does not count any more", script=freed)


def _refused(script: Script, rule: Rule, thing: Thing, given: dict[str, Any]) -> None:
    """Have one row too many refused: as it is sent, or, where new ones wait, at the step with which it would begin to count."""
    if thing.initial not in rule.ignored:
        script.row(thing.id, given=given, status=409)
        return
    way = thing.way_to(thing.counting(rule.ignored))
    if not way:
        raise Uncheckable(f"no steps lead a {thing.id} to where it counts")
    row = script.row(thing.id, given=given)
    for action in way[:-1]:
        row = script.do(row, action)
    script.do(row, way[-1], status=409)


def _to(name: str, row: Row) -> dict[str, Any]:
    return {name: row.id}
