"""So many rows refer to one and no more: as many as fit are taken, the next one is refused, others go elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.scripts import MOST_ROWS, Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain

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
        return held, [script.counted(script.row(thing.id, given={name: held.id}), rule) for _ in range(most)]

    over, moved, elsewhere = Script(world), Script(world), Script(world)
    held, _ = full(over)
    over.refused(rule, given={name: held.id})
    yield Case(case="refused", title=f"After {most} rows one more {thing.id} for the same {name} is refused", script=over)
    full(elsewhere)
    elsewhere.counted(elsewhere.row(thing.id), rule)
    yield Case(case="allowed", title=f"{most} rows fit, and one for another {name} is taken", script=elsewhere)
    held, _ = full(moved)
    moved.change(moved.counted(moved.row(thing.id), rule), _to(name, held), 409)
    yield Case(case="refused", title=f"A {thing.id} cannot be moved to a full {name}", script=moved)
    if rule.ignored and thing.initial not in rule.ignored and thing.way_to(rule.ignored) is not None:
        freed = Script(world)
        held, rows = full(freed)
        freed.bring(rows[0], rule.ignored)
        freed.counted(freed.row(thing.id, given={name: held.id}), rule)
        yield Case(case="allowed", title=f"A {thing.id} may take the place of one that does not count any more", script=freed)


def _to(name: str, row: Row) -> dict[str, Any]:
    return {name: row.id}
