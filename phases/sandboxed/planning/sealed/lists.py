"""The checks of a story about many rows: list and its pages, search, filter, export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.planning.sealed.casting import Uncheckable, role_of
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import Input

ABSENT = "zzyzx"


def listing(world: World, entity: str) -> Iterator[Case]:
    """Yield: all rows are shown with their number; the second page goes on after the first."""
    thing = world.thing(entity)
    everything, pages = Script(world), Script(world)
    reader, rows = several(everything, entity, 3)
    expected = [in_list(row) for row in rows]
    everything.ask(reader, "GET", thing.path, 200, contains=expected, values={"/total": len(rows)})
    yield Case(case="works", title=f"All {thing.entity.plural} are listed with their number", script=everything, criterion=0)
    reader, rows = several(pages, entity, 3)
    if len(rows) == 3:
        first, second = {"limit": 2, "offset": 0}, {"limit": 2, "offset": 2}
        pages.ask(reader, "GET", thing.path, 200, query=second, count={"pointer": "/items", "value": 1}, contains=[in_list(rows[2])])
        pages.ask(reader, "GET", thing.path, 200, query=first, count={"pointer": "/items", "value": 2}, lacks=[in_list(rows[2])])
        yield Case(case="works", title=f"The second page of {thing.entity.plural} follows the first", script=pages, criterion=1)


def search(world: World, entity: str) -> Iterator[Case]:
    """Yield: a word finds the rows that have it alone; a word that stands nowhere finds none. Raises Uncheckable without a word."""
    thing = world.thing(entity)
    entries = [entry for kind in ("text", "enum", "date", "datetime") for entry in thing.inputs if entry.type == kind and "email" not in entry.name]
    if not entries:
        raise Uncheckable(f"a {entity} has no words to be searched")
    path = f"{thing.path}/search"
    found, none = Script(world), Script(world)
    reader, rows = several(found, entity, 2)
    word = rows[0].values[entries[0].name]
    word = word.split()[0] if isinstance(word, str) else word
    lacks = [in_list(row) for row in rows[1:]]
    found.ask(reader, "GET", path, 200, query={"q": word}, contains=[in_list(rows[0])], lacks=lacks)
    yield Case(case="works", title=f"A word finds the {entity} that has it alone", script=found, criterion=0)
    reader, _ = several(none, entity, 2)
    none.ask(reader, "GET", path, 200, query={"q": ABSENT}, count={"pointer": "/items", "value": 0})
    yield Case(case="works", title=f"A word that stands in no {entity} finds none", script=none, criterion=1)


def filtering(world: World, entity: str) -> Iterator[Case]:
    """Yield: the list asked for one value shows the rows that have it alone; what cannot be filtered is searched. Raises Uncheckable."""
    thing = world.thing(entity)
    if not thing.filters:
        yield from search(world, entity)
        return
    script = Script(world)
    reader, rows = several(script, entity, 2)
    if len(rows) < 2:
        raise Uncheckable(f"nobody sees two {entity} rows")
    for name in sorted(thing.filters):
        first, second = rows[0].values.get(name), rows[1].values.get(name)
        if first is not None and first != second:
            script.ask(reader, "GET", thing.path, 200, query={name: first}, contains=[in_list(rows[0])], lacks=[in_list(rows[1])])
            yield Case(case="works", title=f"Only {thing.entity.plural} of one {name} are shown", script=script, criterion=0)
            return
    if thing.state and thing.state in thing.filters and thing.steps:
        yield _by_state(world, entity)
        return
    reference = next((entry for entry in thing.inputs if entry.name in thing.filters and entry.references), None)
    if reference is not None:
        yield _by_reference(world, entity, reference)
        return
    raise Uncheckable(f"no two {entity} rows differ in what they can be filtered by")


def _by_state(world: World, entity: str) -> Case:
    thing, script = world.thing(entity), Script(world)
    reader, rows = several(script, entity, 2)
    action = next(action for action in thing.steps if thing.initial in thing.moves(action))
    script.do(rows[1], action)
    script.ask(reader, "GET", thing.path, 200, query={thing.state: thing.initial}, contains=[in_list(rows[0])], lacks=[in_list(rows[1])])
    return Case(case="works", title=f"Only {thing.entity.plural} of one {thing.state} are shown", script=script, criterion=0)


def _by_reference(world: World, entity: str, reference: Input) -> Case:
    thing, script = world.thing(entity), Script(world)
    rows = [script.row(entity, given={reference.name: script.row(reference.references).id}) for _ in range(2)]
    reader = world.cast.doer(entity, "list", rows[0].owner)
    query = {reference.name: rows[0].values[reference.name]}
    script.ask(reader, "GET", thing.path, 200, query=query, contains=[in_list(rows[0])], lacks=[in_list(rows[1])])
    return Case(case="works", title=f"Only {thing.entity.plural} of one {reference.name} are shown", script=script, criterion=0)


def exporting(world: World, entity: str) -> Iterator[Case]:
    """Yield: the file has a heading and a line a row; without rows the heading alone."""
    thing = world.thing(entity)
    full, empty = Script(world), Script(world)
    reader, rows = several(full, entity, 2)
    words = [str(value) for row in rows for value in row.values.values() if isinstance(value, str) and '"' not in value]
    full.ask(reader, "GET", f"{thing.path}/export", 200, text=[*(entry.name for entry in thing.inputs), *words], lines=1 + len(rows))
    yield Case(case="works", title=f"The file of {thing.entity.plural} has a heading and a line for each", script=full, criterion=0)
    empty.ask(next(iter(world.cast.may(entity, "list")), world.cast.roles[0]), "GET", f"{thing.path}/export", 200, lines=1)
    yield Case(case="works", title=f"Without {thing.entity.plural} the file has the heading alone", script=empty, criterion=1)


def several(script: Script, entity: str, count: int) -> tuple[str, list[Row]]:
    """Make rows that one account sees together; return the account and the rows, fewer where a limit leaves no more."""
    rows = [script.row(entity) for _ in range(count)]
    cast = script.world.cast
    reader = cast.doer(entity, "list", rows[0].owner)
    if cast.sees_own_alone(entity, role_of(reader)):
        rows = [row for row in rows if row.owner == reader]
    return reader, rows


def in_list(row: Row) -> dict[str, Any]:
    """Return the expectation that a row stands in a list."""
    return {"pointer": "/items", "where": {"id": row.id}}
