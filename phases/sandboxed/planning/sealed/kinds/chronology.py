"""One moment or figure after another: the right order is taken, the wrong one refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.moments import DAY, moment_of, value
from phases.sandboxed.planning.sealed.scripts import Case, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield a row in order, one in the wrong order, and one that is put into it. Raises Uncheckable."""
    thing, start, end = world.thing(rule.entity), plain(rule.start), plain(rule.end)
    ordered, wrong, changed = Script(world), Script(world), Script(world)
    ordered.row(thing.id)
    yield Case(case="allowed", title=f"A {thing.id} whose {end} lies after its {start} is taken", script=ordered)
    wrong.row(thing.id, given={end: _before(ordered, wrong, thing.id, start)}, status=422)
    yield Case(case="refused", title=f"A {thing.id} whose {end} lies before its {start} is refused", script=wrong)
    row = changed.row(thing.id)
    changed.change(row, {end: earlier(row.values[start])}, 422)
    yield Case(case="refused", title=f"The {end} of a {thing.id} cannot be put before its {start}", script=changed)


def _before(_ordered: Script, script: Script, entity: str, start: str) -> Any:
    return earlier(Script(script.world).values(entity)[start])


def earlier(written: Any) -> Any:
    """Return what lies a day before a moment, or one below a figure."""
    if not isinstance(written, dict):
        return written - 1
    return value("datetime" if "$time" in written else "date", moment_of(written) - DAY)
