"""So long at least, or at most: the bounds themselves are taken, shorter and longer ones refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.moments import DAY, moment_of, value
from phases.sandboxed.planning.sealed.scripts import Case, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield rows at and beyond each bound. Raises Uncheckable."""
    thing, start, end = world.thing(rule.entity), plain(rule.start), plain(rule.end)
    begin = Script(world).values(thing.id)[start]
    # whether a day counts from its beginning or to its end is not said, so days are tried where both readings agree
    step = DAY if "$date" in begin else 1
    for limit, beyond, word in ((rule.minimum, -step, "shorter"), (rule.maximum, step, "longer")):
        if not limit or (beyond < 0 and limit + beyond <= 0 and step == DAY):
            continue
        inside, outside, changed = Script(world), Script(world), Script(world)
        inside.row(thing.id, given={end: _after(begin, int(limit) - (step if step == DAY and beyond > 0 else 0))})
        yield Case(case="allowed", title=f"A {thing.id} of {limit} minutes is taken", script=inside)
        outside.row(thing.id, given={end: _after(begin, int(limit) + beyond)}, status=422)
        yield Case(case="refused", title=f"A {thing.id} {word} than {limit} minutes is refused", script=outside)
        row = changed.row(thing.id)
        changed.change(row, {end: _after(row.values[start], int(limit) + beyond)}, 422)
        yield Case(case="refused", title=f"A {thing.id} cannot become {word} than {limit} minutes", script=changed)


def _after(begin: dict[str, int], minutes: int) -> Any:
    return value("datetime" if "$time" in begin else "date", moment_of(begin) + minutes)
