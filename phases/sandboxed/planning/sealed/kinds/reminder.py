"""What falls due soon stands in the due list of those whom it concerns, what is far ahead does not, nor what is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.moments import DAY, moment_of
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import MOMENTS, plain

PATH = "/api/due"


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield a row that is due, one that is not yet, and one that does not count. Raises Uncheckable."""
    thing, name = world.thing(rule.entity), plain(rule.attribute)
    entry = thing.input(name)
    if entry is None or entry.type not in MOMENTS:
        raise Uncheckable(f"clients send no moment {name} of a {thing.id}")
    roles = list(rule.roles) or list(world.cast.roles)
    due = Script(world)
    row = _near(due, rule, name)
    for role in roles:
        if row.owner == role or not world.cast.sees_own_alone(thing.id, role):
            due.ask(role, "GET", PATH, 200, contains=[_listed(row, rule)])
    yield Case(case="effect", title=f"A {thing.id} whose {name} is near is in the due list", script=due)
    early = Script(world)
    row = early.row(thing.id)
    if moment_of(row.values[name]) > int(rule.minutes or 0) + DAY:
        early.ask(roles[0], "GET", PATH, 200, lacks=[_listed(row, rule)])
        yield Case(case="allowed", title=f"A {thing.id} whose {name} is far is not in the due list", script=early)
    for role in world.cast.others(roles):
        other = Script(world)
        row = _near(other, rule, name)
        other.ask(role, "GET", PATH, 200, lacks=[_listed(row, rule)])
        yield Case(case="allowed", title=f"A {role} is not reminded of a {thing.id}", script=other)
    if rule.ignored and thing.way_to(rule.ignored) is not None:
        over = Script(world)
        row = over.bring(_near(over, rule, name), rule.ignored)
        over.ask(roles[0], "GET", PATH, 200, lacks=[_listed(row, rule)])
        yield Case(case="allowed", title=f"A {thing.id} that does not count any more is not in the due list", script=over)


def _near(script: Script, rule: Rule, name: str) -> Row:
    """Make a row and wait until its moment is near."""
    row = script.row(rule.entity)
    ahead = moment_of(row.values[name]) - int(rule.minutes or 0) // 2
    if ahead > 0:
        script.wait(ahead)
    return row


def _listed(row: Row, rule: Rule) -> dict[str, Any]:
    return {"pointer": "/items", "where": {"id": row.id, "rule": rule.id}}
