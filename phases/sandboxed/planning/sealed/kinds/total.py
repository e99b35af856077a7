"""What rows come to together: exactly so much is taken, any more refused; others and the next period are free."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.scripts import Case, World
from phases.sandboxed.planning.sealed.things import Input, plain
from phases.sandboxed.planning.sealed.together import Rows, full_cases
from phases.sandboxed.planning.sealed.values import Values

HELD = 12  # where the one referred to says itself how much it holds, it says so much


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield a sum that is full, one row too much, one that grows too large, and what is free beside it. Raises Uncheckable."""
    thing, name = world.thing(rule.entity), plain(rule.attribute)
    entry = thing.input(name)
    if entry is None:
        raise Uncheckable(f"clients do not send the {name} of a {thing.id}")
    most = _held(rule, world) if rule.within else rule.maximum or 0
    parts = _parts(rule, world, entry, most)

    def rows() -> Rows:
        found = Rows(rule, world, [{name: part} for part in parts], {name: parts[-1]})
        if rule.within:
            per = thing.input(plain(rule.per))
            found.share(**{per.name: found.script.row(per.references, given={plain(rule.within): most}).id})
        return found

    refused, taken = f"Once the {name} comes to {most:g} one more {thing.id} is refused", f"{thing.id} rows whose {name} comes to {most:g} are taken"
    yield from full_cases(rule, world, rows, refused=refused, taken=taken)
    raised = rows()
    highest = Values(thing, world.rules).limits(name)[1]
    if world.cast.may(rule.entity, "update") and (highest is None or parts[-1] + 1 <= highest):
        raised.script.change(raised.fill(), {name: parts[-1] + 1}, 409)
        yield Case(case="refused", title=f"The {name} of a {thing.id} cannot be raised above what all may come to", script=raised.script)


def _held(rule: Rule, world: World) -> float:
    """Return how much the one referred to holds, by what its own rules allow. Raises Uncheckable."""
    per = world.thing(rule.entity).input(plain(rule.per))
    if per is None or not per.references:
        raise Uncheckable(f"clients do not send the {rule.per} of a {rule.entity}")
    low, high = Values(world.thing(per.references), world.rules).limits(plain(rule.within))
    return min(max(HELD, low or HELD), high or HELD) if high is not None else max(HELD, low or HELD)


def _parts(rule: Rule, world: World, entry: Input, most: float) -> list[Any]:
    """Return the values of rows that come to exactly `most`, each within its bounds, the last one small."""
    low, high = Values(world.thing(rule.entity), world.rules).limits(entry.name)
    last = min(max(1, low or 1), most)
    rest, largest = most - last, min(high or most, most)
    count = math.ceil(rest / largest)
    if entry.type == "integer":
        rest = int(rest)
        return [*(rest // count + (number < rest % count) for number in range(count)), int(last)]
    return [*(round(rest / count, 2) for _ in range(count)), float(last)]
