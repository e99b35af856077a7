"""The checks of a story about one row: create, view, update, delete, and the steps of a life cycle with their refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import Input
from phases.sandboxed.planning.sealed.values import Values

NOBODY = 999_999_999  # an id that no row has
WRONG: dict[str, Any] = {
    "text": 5,
    "integer": "many",
    "number": "much",
    "boolean": "perhaps",
    "date": "soon",
    "datetime": "soon",
    "enum": "no such value",
}


def create(world: World, entity: str) -> Iterator[Case]:
    """Yield: what is sent is kept and listed; without a required value nothing is; a new row begins in the initial state."""
    thing = world.thing(entity)
    kept = Script(world)
    row = kept.row(entity)
    shown(kept, row)
    kept.ask(_reader(kept, row), "GET", thing.path, 200, contains=[{"pointer": "/items", "where": {"id": row.id}}])
    yield Case(case="works", title=f"A {entity} that is sent is kept and listed", script=kept, criterion=0)
    required = next((entry for entry in thing.inputs if entry.required), None)
    if required is not None:
        lacking = Script(world)
        values = lacking.values(entity)
        values.pop(required.name, None)
        role = world.cast.maker(entity)
        named = [{"pointer": "/errors", "where": {"pointer": f"/{required.name}"}}]
        lacking.ask(role, "POST", thing.path, 422, body=values, contains=named)
        if role in world.cast.may(entity, "list"):
            lacking.ask(role, "GET", thing.path, 200, count={"pointer": "/items", "value": 0})
        yield Case(case="refused", title=f"A {entity} without its {required.name} is refused and not kept", script=lacking, criterion=1)
    if thing.state:
        fresh = Script(world)
        row = fresh.row(entity)
        fresh.ask(_reader(fresh, row), "GET", row.path, 200, values={f"/{thing.state}": thing.initial})
        yield Case(case="works", title=f"A new {entity} is {thing.initial}", script=fresh, criterion=2 if required else 1)


def view(world: World, entity: str) -> Iterator[Case]:
    """Yield: a kept row is shown with its values; what does not exist answers not found."""
    script = Script(world)
    shown(script, script.row(entity))
    yield Case(case="works", title=f"A {entity} is shown with its values", script=script, criterion=0)
    missing = Script(world)
    role = next(iter(world.cast.may(entity, "view")), world.cast.roles[0])
    missing.ask(role, "GET", f"{world.thing(entity).path}/{NOBODY}", 404)
    yield Case(case="refused", title=f"A {entity} that does not exist is not found", script=missing, criterion=1)


def update(world: World, entity: str) -> Iterator[Case]:
    """Yield: new values are kept and other rows stay; values that are not allowed are refused and the old ones stay."""
    thing = world.thing(entity)
    changed, refused = Script(world), Script(world)
    entry = _changeable(world, entity)
    row, other = changed.row(entity), changed.row(entity)
    if entry is not None:
        row = changed.change(row, {entry.name: Values(thing, world.rules).one(entry, 7)}, 200)
    shown(changed, row)
    shown(changed, other)
    yield Case(case="works", title=f"New values of a {entity} are kept, other rows stay", script=changed, criterion=0)
    wrong = entry or next((entry for entry in thing.inputs if entry.type in WRONG), None)
    if wrong is not None:
        row = refused.row(entity)
        refused.change(row, {wrong.name: WRONG[wrong.type]}, 422)
        shown(refused, row)
        yield Case(case="refused", title=f"A {entity} keeps its {wrong.name} when a wrong one is sent", script=refused, criterion=1)


def delete(world: World, entity: str) -> Iterator[Case]:
    """Yield: a deleted row is gone; deleting it again answers not found."""
    thing = world.thing(entity)
    gone, again = Script(world), Script(world)
    for script, title in ((gone, f"A deleted {entity} is gone"), (again, f"A deleted {entity} cannot be deleted again")):
        row = script.row(entity)
        who = world.cast.doer(entity, "delete", row.owner)
        script.ask(who, "DELETE", row.path, 204)
        if script is again:
            script.ask(who, "DELETE", row.path, 404)
        else:
            reader = _reader(script, row)
            script.ask(reader, "GET", row.path, 404)
            script.ask(reader, "GET", thing.path, 200, lacks=[{"pointer": "/items", "where": {"id": row.id}}])
        yield Case(case="refused" if script is again else "works", title=title, script=script, criterion=int(script is again))


def step(world: World, entity: str, action: str) -> Iterator[Case]:
    """Yield: from each state in which the step is possible it leads on; in another state it is refused and the state stays."""
    thing = world.thing(entity)
    moves = thing.moves(action)
    for place, source in enumerate(moves):
        if thing.way_to([source]) is None:
            continue
        script = Script(world)
        row = script.do(script.bring(script.row(entity), [source]), action)
        script.ask(_reader(script, row), "GET", row.path, 200, values={f"/{thing.state}": row.state})
        yield Case(case="works", title=f"To {action} a {entity} that is {source} makes it {row.state}", script=script, criterion=place)
    closed = [state for state in (thing.entity.states.values if thing.entity.states else ()) if state not in moves]
    for state in (state for state in closed if thing.way_to([state]) is not None):
        script = Script(world)
        row = script.bring(script.row(entity), [state])
        script.wait_for(row, action)
        script.do(row, action, status=409)
        script.ask(_reader(script, row), "GET", row.path, 200, values={f"/{thing.state}": state})
        yield Case(case="refused", title=f"To {action} a {entity} that is {state} is refused", script=script, criterion=len(moves))


def shown(script: Script, row: Row) -> None:
    """Ask for a row and expect all its values."""
    script.ask(_reader(script, row), "GET", row.path, 200, values={f"/{name}": value for name, value in row.values.items()})


def _reader(script: Script, row: Row) -> str:
    return script.world.cast.doer(row.thing.id, "view", row.owner)


def _changeable(world: World, entity: str) -> Input | None:
    """Return a value that no rule speaks of, so that it may be changed at will; a text before others."""
    spoken = {
        name
        for rule in world.rules
        if rule.entity == entity
        for name in (rule.attribute, rule.start, rule.end, rule.reference, rule.per, rule.on, *rule.attributes, *rule.scope)
    }
    free = [entry for entry in world.thing(entity).inputs if entry.type in WRONG.keys() - {"date", "datetime"} and entry.name not in spoken]
    return next((entry for entry in free if entry.type == "text"), free[0] if free else None)
