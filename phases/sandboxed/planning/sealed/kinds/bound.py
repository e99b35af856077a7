"""A number between bounds: the bounds themselves are taken, what lies beyond is refused, when rows are added and when they are changed."""

from __future__ import annotations

from collections.abc import Iterator

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.scripts import Case, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield each bound and the number next to it on the wrong side. Raises Uncheckable."""
    thing, name = world.thing(rule.entity), plain(rule.attribute)
    entry = thing.input(name)
    if entry is None:
        raise Uncheckable(f"clients do not send the {name} of a {thing.id}")
    for limit, step in ((rule.minimum, -1), (rule.maximum, 1)):
        if limit is None:
            continue
        inside, outside = Script(world), Script(world)
        inside.row(thing.id, given={name: limit})
        yield Case(case="allowed", title=f"A {thing.id} whose {name} is {limit} is taken", script=inside)
        outside.row(thing.id, given={name: limit + step}, status=422)
        yield Case(case="refused", title=f"A {thing.id} whose {name} is {limit + step} is refused", script=outside)
        changed = Script(world)
        changed.change(changed.row(thing.id), {name: limit + step}, 422)
        yield Case(case="refused", title=f"The {name} of a {thing.id} cannot become {limit + step}", script=changed)
