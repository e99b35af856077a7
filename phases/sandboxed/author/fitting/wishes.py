"""Wishes fitted to the entities: reports, exports and qualities with their sources."""

from __future__ import annotations

from collections.abc import Sequence

from phases.sandboxed.author.attributes import attribute_name
from phases.sandboxed.author.business_rules import Export, Quality, Report
from phases.sandboxed.author.demands import Wish
from phases.sandboxed.author.domain import Attribute
from phases.sandboxed.author.fitting.ground import Ground
from phases.sandboxed.author.sourcing import Source, by_idea
from phases.sandboxed.author.vocabulary import singular

_SUMMED = ("amount", "price", "total", "cost", "hours", "duration", "quantity")


def reports(wishes: Sequence[Wish], ground: Ground) -> list[tuple[Report, Source]]:
    """Return the reports; what they sum and group by becomes an attribute where there is none."""
    made: list[tuple[Report, Source]] = []
    for wish in wishes:
        id = _counted(wish, ground) if wish.kind == "report" else None
        if id is None:
            continue
        source = by_idea(wish.pointer, wish.quote or wish.text)
        attribute = _summed(wish, ground, id, source) if wish.measure != "count" else ""
        by = tuple(dict.fromkeys(name for key in wish.by if (name := _grouping(key, ground, id, source))))
        on = ground.date(id) if wish.period else ""
        report = Report(
            id=f"report_{len(made) + 1}", text=wish.text, entity=id, measure=wish.measure, attribute=attribute, by=by, period=wish.period, on=on
        )
        made.append((report, source))
    return made


def _counted(wish: Wish, ground: Ground) -> str | None:
    """Return whose rows a report is about: of the things named the one that the others are values of, else what money is kept in."""
    ids = [id for key in wish.things if (id := ground.find(key))]
    if wish.measure == "count":
        inner = [id for id in ids if any(ground.reference_between(id, other) for other in ids if other != id)]
        return next(iter([*inner, *ids]), None) or next((id for id in ground.entries if not ground.is_person_entity(id)), None)
    about = next((id for key in wish.by if (id := ground.find(attribute_name(singular(key))))), None)
    ids = [id for id in ids if id != about]
    if about is not None and not ids:
        ids = ground.referring(about)  # the revenue by room is what the reservations of a room bring in
    having = [id for id in ground.entries if any(entry.name in _SUMMED and entry.type in ("integer", "number") for entry in ground.attributes(id))]
    chosen = next((id for id in ids if id in having), None) or next(iter(ids), None)
    return chosen or next(iter([*having, *(id for id in ground.entries if not ground.is_person_entity(id))]), None)


def _summed(wish: Wish, ground: Ground, id: str, source: Source) -> str:
    wanted = attribute_name(wish.attribute)
    numbers = [entry.name for entry in ground.attributes(id) if entry.type in ("integer", "number")]
    if wanted in numbers:
        return wanted
    known = next((name for name in _SUMMED if name in numbers), None)
    if known is not None or (wish.measure == "average" and numbers):
        return known or numbers[0]
    return ground.add(id, Attribute(name="amount", type="number", required=True, unit="EUR"), source)


def _grouping(key: str, ground: Ground, id: str, source: Source) -> str:
    """Return the attribute that rows are grouped by; text is added for what is not kept yet."""
    name = attribute_name(singular(key))
    target = ground.find(name)
    if target == id:
        return ""
    if target is not None:
        return ground.reference(id, target, source)
    if ground.has(id, name) is not None:
        return name
    states = ground.entries[id].entity.states
    if name in ("status", "state") and states:
        return states.attribute
    return ground.add(id, Attribute(name=name, type="text", required=True), source)


def exports(wishes: Sequence[Wish], ground: Ground) -> list[tuple[Export, Source]]:
    """Return the exports, one for each thing that is named, else for the main one."""
    made: dict[str, tuple[Export, Source]] = {}
    for wish in wishes:
        if wish.kind != "export" or not ground.entries:
            continue
        ids = [id for key in wish.things if (id := ground.find(key))] or [next(iter(ground.entries))]
        for id in dict.fromkeys(ids):
            made.setdefault(id, (Export(id=f"export_{len(made) + 1}", text=wish.text, entity=id), by_idea(wish.pointer, wish.quote or wish.text)))
    return list(made.values())


def qualities(wishes: Sequence[Wish]) -> list[tuple[Quality, Source]]:
    """Return the qualities in the order of the wishes."""
    found = [wish for wish in wishes if wish.kind == "quality"]
    return [
        (
            Quality(id=f"quality_{number}", text=wish.text, kind=wish.sort, value=wish.value, unit=wish.unit),
            by_idea(wish.pointer, wish.quote or wish.text),
        )
        for number, wish in enumerate(found, 1)
    ]
