"""The checks of a story about figures: a report's total, its parts, and an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Report
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.lists import several
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain


def counting(world: World, entity: str) -> Iterator[Case]:
    """Yield: the general report on a thing counts its rows; without rows it counts none."""
    thing = world.thing(entity)
    full, empty = Script(world), Script(world)
    reader, rows = several(full, entity, 3)
    full.ask(reader, "GET", f"{thing.path}/report", 200, values={"/total": len(rows)})
    yield Case(case="works", title=f"The report on {thing.entity.plural} counts them", script=full, criterion=0)
    empty.ask(reader.partition(" ")[0], "GET", f"{thing.path}/report", 200, values={"/total": 0})
    yield Case(case="works", title=f"Without {thing.entity.plural} the report counts none", script=empty, criterion=1)


def reporting(world: World, report: Report) -> Iterator[Case]:
    """Yield: the report that the idea asks for shows the figure that follows from three rows, over all and by its groups."""
    thing = world.thing(report.entity)
    path = f"{thing.path}/report/{plain(report.id, '-')}"
    if path not in world.paths:
        raise Uncheckable(f"the interface has no report {report.id}")
    full, empty = Script(world), Script(world)
    reader, rows = several(full, report.entity, 3)
    figure = _figure(report, rows)
    groups = [{"pointer": "/groups", "where": {"value": value, **where}} for where, value in _groups(report, rows)]
    full.ask(reader, "GET", path, 200, values={"/total": figure}, **({"contains": groups} if groups else {}))
    yield Case(case="works", title=f"The report {report.id} shows the {report.measure} of three {thing.entity.plural}", script=full, criterion=0)
    empty.ask(reader.partition(" ")[0], "GET", path, 200, count={"pointer": "/groups", "value": 0})
    yield Case(case="works", title=f"Without {thing.entity.plural} the report {report.id} has no parts", script=empty, criterion=1)


def _figure(report: Report, rows: list[Row]) -> float:
    if report.measure == "count":
        return len(rows)
    found = [row.values[plain(report.attribute)] for row in rows if plain(report.attribute) in row.values]
    total = sum(found)
    return total if report.measure == "sum" else total / len(found) if found else 0


def _groups(report: Report, rows: list[Row]) -> list[tuple[dict[str, Any], float]]:
    """Return (what tells a group, its figure) for groups by plain values; what is grouped by period is told by its total alone."""
    if report.period or not report.by:
        return []
    names = [plain(name) for name in report.by]
    keys: list[dict[str, Any]] = []
    for row in rows:
        key = {name: row.values.get(name, row.state if name == row.thing.state else None) for name in names}
        if key not in keys:
            keys.append(key)
    parts = [[row for row in rows if all(row.values.get(name, row.state) == value for name, value in key.items())] for key in keys]
    return [({"by": key}, _figure(report, part)) for key, part in zip(keys, parts, strict=True)]
