"""First come, first served: what waits longest is done, what waits less is refused until then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.moments import DAY, moment_of, value
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield the order kept, the order broken, and another queue. Raises Uncheckable."""
    thing = world.thing(rule.entity)
    kept, broken = Script(world), Script(world)
    first, second = _two(kept, rule)
    kept.do(first, rule.action)
    kept.do(second, rule.action)
    yield Case(case="allowed", title=f"The {thing.id} that waits longest comes first, then the next", script=kept)
    first, second = _two(broken, rule)
    broken.do(second, rule.action, status=409)
    yield Case(case="refused", title=f"To {rule.action} a {thing.id} before the one that waits longer is refused", script=broken)
    if rule.scope:
        elsewhere = Script(world)
        elsewhere.ready_for(elsewhere.row(thing.id), rule.action)
        elsewhere.do(elsewhere.ready_for(elsewhere.row(thing.id), rule.action), rule.action)
        yield Case(case="allowed", title=f"A {thing.id} of another queue need not wait", script=elsewhere)


def _two(script: Script, rule: Rule) -> tuple[Row, Row]:
    first = script.ready_for(script.row(rule.entity), rule.action)
    shared = {plain(name): first.values[plain(name)] for name in rule.scope if plain(name) in first.values}
    on = plain(rule.on)
    later = {on: _later(first.values[on])} if on and on in first.values else {}
    return first, script.ready_for(script.row(rule.entity, given={**shared, **later}), rule.action)


def _later(written: Any) -> Any:
    if not isinstance(written, dict):
        return written + 1
    return value("datetime" if "$time" in written else "date", moment_of(written) + DAY)
