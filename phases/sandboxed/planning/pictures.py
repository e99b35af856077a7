"""The pictures of the architecture, from the same data as its documents: tables, parts, life cycles, and what a new record passes.

Written by ArchitectureAgent and DataModelAgent, judged by guard.archPictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_breaches import breach
from phases.sandboxed.author.rule_phrases import deeds
from phases.sandboxed.context import Context
from phases.sandboxed.drawing.boxes import Arrow, Box, Picture, Row
from phases.sandboxed.drawing.svg import MEDIA_TYPE, draw
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.speech import saying, speech_of
from phases.sandboxed.speech.saying import pattern

TYPE = "Picture"
_STAGES = ((403, pattern("Who may")), (422, pattern("What is allowed")), (409, pattern("What fits")))


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
    speech, say = speech_of(model), speech_of(model).say
    tables, references = speech.counted(len(boxes), "table"), speech.counted(len(arrows), "reference")
    text = say("{tables} for {kinds}; {references}. ", tables=tables, kinds=_kinds(model), references=references) + " ".join(
        say("{column} refers to {table}.", column=f"{relation['from']}.{relation['column']}", table=relation["to"]) for relation in relations
    )
    return Picture(
        name="erd.svg",
        title=say("Tables of {title}", title=model.title),
        description=text.strip(),
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        caption=say("PK primary key · FK foreign key · * never empty"),
    )


def _kinds(model: DomainModel) -> str:
    """Return the names of all kinds of records."""
    speech = speech_of(model)
    return speech.listed(f"{speech.thing(entity):many}" for entity in model.entities)


def _column(column: Mapping[str, Any], foreign: bool) -> Row:
    mark = "PK" if column["primary_key"] else "FK" if foreign else ""
    return Row(text=f"{column['name']}{'*' if column['required'] else ''}: {column['type'].lower()}", mark=mark)


def parts_picture(model: DomainModel, components: Sequence[Mapping[str, Any]]) -> Picture:
    """Return the picture of the components; those that own records stand in one box, for the others use them alike."""
    speech, say = speech_of(model), speech_of(model).say
    owners = [component for component in components if component["owns"]]
    others = [component for component in components if not component["owns"]]
    inside = {component["id"] for component in owners}
    rows = tuple(Row(text=f"{component['name']}: {_load(component, model)}") for component in owners)
    boxes = [Box(id=component["id"], title=component["name"], note=component["technology"], kind="part") for component in others]
    boxes.append(Box(id="records", title=say("Records and their rules"), note=say("one module each"), rows=rows))
    pairs = dict.fromkeys(
        ("records" if component["id"] in inside else component["id"], "records" if need in inside else need)
        for component in components
        for need in component["depends_on"]
    )
    arrows = tuple(Arrow(source=source, target=target) for source, target in pairs if source != target)
    parts = speech.counted(len(others), "part")
    text = say("{parts} around the records of {kinds}. ", parts=parts, kinds=_kinds(model)) + " ".join(
        say("{source} uses {target}.", source=source, target=target) for source, target in pairs if source != target
    )
    return Picture(name="components.svg", title=say("Parts of {title}", title=model.title), description=text, boxes=tuple(boxes), arrows=arrows)


def _load(component: Mapping[str, Any], model: DomainModel) -> str:
    rules = [rule for rule in model.rules if rule.checkable and rule.entity in component["owns"]]
    speech = speech_of(model)
    return speech.counted(len(rules), "rule") if rules else speech.say("no rule of its own")


def life_pictures(model: DomainModel) -> Iterator[Picture]:
    """Yield the life cycle of each kind of record that has one: a box a state, a row a step that leaves it."""
    for entity, resource in zip(model.entities, resources_of(model), strict=True):
        if resource.transitions and entity.states is not None:
            yield _life(model, resource, entity.states.values)


def _life(model: DomainModel, resource: Resource, values: Sequence[str]) -> Picture:
    say, speech = saying(resource), speech_of(model)
    moves = [(source, speech.step(step.action, step.label), target) for step in resource.transitions for source, target in step.moves]
    by_time = [
        (state, say("after {span}", span=speech.span(rule.minutes or 0)), rule.target)
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
    text = say("{it:name} begins as {state}. ", state=resource.initial) + " ".join(
        say("{label}: from {one} to {other}.", label=label, one=a, other=b) for a, label, b in (*moves, *by_time)
    )
    return Picture(
        name=f"life-{resource.path}.svg",
        title=say("Life of a {it:one}"),
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
    say, speech = saying(resource), speech_of(model)
    boxes = [Box(id="form", title=say("Form or request"), rows=tuple(Row(text=field.label) for field in resource.inputs[:8]), kind="start")]
    boxes.append(Box(id="signed", title=say("Signed in?"), note=say("{status} otherwise", status=401), kind="part"))
    for status, title in _STAGES:
        rules = [rule for rule in model.rules if rule.entity == model.entities[0].id and "create" in deeds(rule)]
        stopping = [rule for rule in rules if (found := breach(rule, model)) is not None and found.status == status]
        if stopping:
            rows = tuple(Row(text=rule.text.strip().rstrip("."), mark=rule.id.removeprefix("rule_")) for rule in stopping)
            boxes.append(Box(id=f"stage-{status}", title=say(title), note=say("{status} otherwise", status=status), rows=rows, kind="refusal"))
    boxes.append(
        Box(id="kept", title=say("{it:name} is kept"), note=say("state {state}", state=resource.initial) if resource.state else "", kind="end")
    )
    arrows = tuple(Arrow(source=first.id, target=second.id) for first, second in pairwise(boxes))
    passed = "; ".join(f"{box.title} {speech.listed(row.text for row in box.rows)}".strip() for box in boxes)
    text = say("A new {it:one} passes: {passed}.", passed=passed)
    return Picture(name=f"entry-{resource.path}.svg", title=say("What a new {it:one} passes"), description=text, boxes=tuple(boxes), arrows=arrows)
