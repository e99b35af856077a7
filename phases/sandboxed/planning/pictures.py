"""The pictures of the architecture, from the same data as its documents: tables, parts, life cycles, and what a new record passes.

Written by ArchitectureAgent and DataModelAgent, judged by guard.archPictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_breaches import breach
from phases.sandboxed.author.rule_phrases import deeds, span
from phases.sandboxed.context import Context
from phases.sandboxed.drawing.boxes import Arrow, Box, Picture, Row
from phases.sandboxed.drawing.svg import MEDIA_TYPE, draw
from phases.sandboxed.planning.wording import counted, listed, lower
from phases.sandboxed.product.resources import Resource, resources_of

TYPE = "Picture"
_STAGES = ((403, "Who may"), (422, "What is allowed"), (409, "What fits"))


def publish(ctx: Context, pictures: Sequence[Picture]) -> list[dict[str, str]]:
    """Store pictures as SVG files; return how a document refers to them."""
    for picture in pictures:
        ctx.write_file(TYPE, draw(picture), name=picture.name, media_type=MEDIA_TYPE)
    return [{"name": picture.name, "title": picture.title, "description": picture.description} for picture in pictures]


def tables_picture(model: DomainModel, entities: Sequence[Mapping[str, Any]], relations: Sequence[Mapping[str, Any]]) -> Picture:
    """Return the entity-relationship picture of an ERD's tables: keys marked, what must be there starred, an arrow a reference."""
    by_entity = {entry["entity"]: entry for entry in entities}
    foreign = {(relation["from"], relation["column"]) for relation in relations}
    boxes, arrows = [], []
    for entry in entities:
        rows = tuple(_column(column, (entry["entity"], column["name"]) in foreign) for column in entry["columns"])
        boxes.append(Box(id=entry["entity"], title=entry["table"], rows=rows))
    for relation in relations:
        names = [column["name"] for column in by_entity[relation["from"]]["columns"]]
        arrows.append(Arrow(source=relation["from"], target=relation["to"], row=names.index(relation["column"]), many=True))
    kinds = listed(lower(entity.plural) for entity in model.entities)
    text = f"{counted(len(boxes), 'table')} for {kinds}; {counted(len(arrows), 'reference')}. " + " ".join(
        f"{relation['from']}.{relation['column']} refers to {relation['to']}." for relation in relations
    )
    return Picture(
        name="erd.svg",
        title=f"Tables of {model.title}",
        description=text.strip(),
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        caption="PK primary key · FK foreign key · * never empty",
    )


def _column(column: Mapping[str, Any], foreign: bool) -> Row:
    mark = "PK" if column["primary_key"] else "FK" if foreign else ""
    return Row(text=f"{column['name']}{'*' if column['required'] else ''}: {column['type'].lower()}", mark=mark)


def parts_picture(model: DomainModel, components: Sequence[Mapping[str, Any]]) -> Picture:
    """Return the picture of the components; those that own records stand in one box, for the others use them alike."""
    owners = [component for component in components if component["owns"]]
    others = [component for component in components if not component["owns"]]
    inside = {component["id"] for component in owners}
    rows = tuple(Row(text=f"{component['name']}: {_load(component, model)}") for component in owners)
    boxes = [Box(id=component["id"], title=component["name"], note=component["technology"], kind="part") for component in others]
    boxes.append(Box(id="records", title="Records and their rules", note="one module each", rows=rows))
    pairs = dict.fromkeys(
        ("records" if component["id"] in inside else component["id"], "records" if need in inside else need)
        for component in components
        for need in component["depends_on"]
    )
    arrows = tuple(Arrow(source=source, target=target) for source, target in pairs if source != target)
    text = f"{counted(len(others), 'part')} around the records of {listed(lower(entity.plural) for entity in model.entities)}. " + " ".join(
        f"{source} uses {target}." for source, target in pairs if source != target
    )
    return Picture(name="components.svg", title=f"Parts of {model.title}", description=text, boxes=tuple(boxes), arrows=arrows)


def _load(component: Mapping[str, Any], model: DomainModel) -> str:
    rules = [rule for rule in model.rules if rule.checkable and rule.entity in component["owns"]]
    return counted(len(rules), "rule") if rules else "no rule of its own"


def life_pictures(model: DomainModel) -> Iterator[Picture]:
    """Yield the life cycle of each kind of record that has one: a box a state, a row a step that leaves it."""
    for entity, resource in zip(model.entities, resources_of(model), strict=True):
        if resource.transitions and entity.states is not None:
            yield _life(model, resource, entity.states.values)


def _life(model: DomainModel, resource: Resource, values: Sequence[str]) -> Picture:
    moves = [(source, step.action, target) for step in resource.transitions for source, target in step.moves]
    by_time = [
        (state, f"after {span(rule.minutes or 0)}", rule.target)
        for rule in model.rules
        if rule.kind == "expiry" and rule.entity == resource.id
        for state in rule.states
    ]
    states = dict.fromkeys([resource.initial, *values])
    boxes, arrows = [], []
    for state in states:
        leaving = [move for move in (*moves, *by_time) if move[0] == state]
        kind = "start" if state == resource.initial else "thing" if leaving else "end"
        boxes.append(Box(id=state, title=state, rows=tuple(Row(text=label) for _, label, _ in leaving), kind=kind))
        arrows += [Arrow(source=state, target=move[2], row=row, dashed=move in by_time) for row, move in enumerate(leaving) if move[2] in states]
    text = f"{resource.name} begins as {resource.initial}. " + " ".join(f"{label}: from {a} to {b}." for a, label, b in (*moves, *by_time))
    return Picture(
        name=f"life-{resource.path}.svg",
        title=f"Life of a {lower(resource.name)}",
        description=text,
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        columns=tuple(_from_the_start(resource.initial, list(states), arrows).items()),
    )


def _from_the_start(initial: str, states: Sequence[str], arrows: Sequence[Arrow]) -> dict[str, int]:
    """Return the column of each state: how many steps it is from the first one; what no step reaches stands in the first column."""
    column, front = {initial: 0}, [initial]
    while front:
        reached = [arrow.target for state in front for arrow in arrows if arrow.source == state and arrow.target not in column]
        column |= dict.fromkeys(reached, column[front[0]] + 1)
        front = list(dict.fromkeys(reached))
    return {state: column.get(state, 0) for state in states}


def entry_picture(model: DomainModel) -> Picture:
    """Return what a new record of the main kind passes, in the order in which the service asks, with each rule where it may refuse."""
    resource = resources_of(model)[0]
    one = lower(resource.name)
    boxes = [Box(id="form", title="Form or request", rows=tuple(Row(text=field.label) for field in resource.inputs[:8]), kind="start")]
    boxes.append(Box(id="signed", title="Signed in?", note="401 otherwise", kind="part"))
    for status, title in _STAGES:
        rules = [rule for rule in model.rules if rule.entity == model.entities[0].id and "create" in deeds(rule)]
        stopping = [rule for rule in rules if (found := breach(rule, model)) is not None and found.status == status]
        if stopping:
            rows = tuple(Row(text=rule.text.strip().rstrip("."), mark=rule.id.removeprefix("rule_")) for rule in stopping)
            boxes.append(Box(id=f"stage-{status}", title=title, note=f"{status} otherwise", rows=rows, kind="refusal"))
    boxes.append(Box(id="kept", title=f"{resource.name} is kept", note=f"state {resource.initial}" if resource.state else "", kind="end"))
    arrows = tuple(Arrow(source=first.id, target=second.id) for first, second in pairwise(boxes))
    text = f"A new {one} passes: " + "; ".join(f"{box.title} {listed(row.text for row in box.rows)}".strip() for box in boxes) + "."
    return Picture(name=f"entry-{resource.path}.svg", title=f"What a new {one} passes", description=text, boxes=tuple(boxes), arrows=arrows)
