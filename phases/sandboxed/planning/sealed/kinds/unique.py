"""No two rows with equal values: others are taken, equal ones refused, when they are added and when they are changed."""

from __future__ import annotations

from collections.abc import Iterator

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield two different rows, an equal one, and one that becomes equal. Raises Uncheckable."""
    thing = world.thing(rule.entity)
    told = " and ".join(plain(name) for name in rule.attributes)
    different = Script(world)
    different.row(thing.id)
    different.row(thing.id)
    yield Case(case="allowed", title=f"Two {thing.id} rows with different {told} are taken", script=different)
    if len(rule.attributes) > 1:
        partly = Script(world)
        first = partly.row(thing.id)
        partly.row(thing.id, given=dict([next(iter(_same(rule, first).items()))]))
        yield Case(case="allowed", title=f"A {thing.id} that shares only part of {told} is taken", script=partly)
    equal = Script(world)
    equal.row(thing.id, given=_same(rule, equal.row(thing.id)), status=409)
    yield Case(case="refused", title=f"A second {thing.id} with the same {told} is refused", script=equal)
    changed = Script(world)
    first, second = changed.row(thing.id), changed.row(thing.id)
    changed.change(second, _same(rule, first), 409)
    yield Case(case="refused", title=f"A {thing.id} cannot take the {told} of another", script=changed)


def _same(rule: Rule, row: Row) -> dict[str, object]:
    return {plain(name): row.values[plain(name)] for name in rule.attributes if plain(name) in row.values}
