"""What its time is up for counts as something else: not before, and from then on without anybody doing anything."""

from __future__ import annotations

from collections.abc import Iterator

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.moments import DAY, moment_of
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield a row whose time is not up, and one whose time is. Raises Uncheckable."""
    thing = world.thing(rule.entity)
    before, after = Script(world), Script(world)
    for script, late in ((before, False), (after, True)):
        row = script.bring(script.row(thing.id), rule.states)
        begin = moment_of(row.values[plain(rule.attribute)]) if rule.attribute else 0
        left = begin + int(rule.minutes or 0) - script.minutes
        # a day is left or has passed, so that a date counts the same from its beginning and from its end
        script.wait(left + 2 * DAY if late else max(left - 2 * DAY if left > 3 * DAY else left // 2, 0))
        _look(script, row, rule.target if late else row.state)
    told = plain(rule.attribute) or "it was made"
    yield Case(case="effect", title=f"{rule.minutes} minutes after {told} a {thing.id} is {rule.target}", script=after)
    yield Case(case="allowed", title=f"Until then a {thing.id} stays as it is", script=before)


def _look(script: Script, row: Row, state: str) -> None:
    reader = script.world.cast.doer(row.thing.id, "view", row.owner)
    script.ask(reader, "GET", row.path, 200, values={f"/{row.thing.state}": state})
