"""Use cases that follow from a domain model: main path, other ways to the end, and how it fails. Used by tool.ideation.usecases.

The failures are those of the typed rules (`rule_breaches`), of required values and of steps from a wrong state; nothing is invented.
A path names where in the domain model it comes from (`pointer`), and what it says of it (`because`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import Action, DomainModel, Entity
from phases.sandboxed.author.records import record_meaning
from phases.sandboxed.author.rule_breaches import breach
from phases.sandboxed.author.rule_phrases import attribute_label, deeds, roles_of, step_deed
from phases.sandboxed.planning.actions import EVERY, read_action
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.speech import saying, speech_of

RECORD_VERBS = ("create", "list", "view", "update", "delete")
Case = dict[str, Any]


def use_cases(model: DomainModel) -> list[Case]:
    """Return one use case for every deed and step, one for each entity's record keeping, and one for an entity that only rules speak of.

    `action` is the index of the first action covered, None where a rule alone asks for the case. Every checkable rule that binds
    something stands in a path of at least one case.
    """
    found = _asked(model)
    known = {case["entity"] for case in found}
    for rule in model.rules:
        if rule.checkable and rule.entity not in known:
            known.add(rule.entity)
            entity = model.entity(rule.entity)
            title = saying(entity, model)("Keep {it:many}")
            found.append({**_blank(model.actors[0].id, entity.id, title), "steps": _keeping(model, entity), "operations": set(EVERY)})
    placed = {id(case): list(_paths(case, model)) for case in found}
    _place_the_rest(model, found, placed)
    for case in found:
        if all(kind != "failure" for kind, _ in placed[id(case)]):
            placed[id(case)].append(("failure", _gone(case, model)))
    return [_finished(number, case, placed[id(case)]) for number, case in enumerate(found, 1)]


def _blank(actor: str, entity: str, title: str) -> Case:
    return {"actor": actor, "entity": entity, "title": title, "covers": [], "action": None}


def _asked(model: DomainModel) -> list[Case]:
    found: list[Case] = []
    kept: dict[str, Case] = {}
    for index, action in enumerate(model.actions):
        entity = model.entity(action.entity)
        if action.verb in RECORD_VERBS and entity.id in kept:
            kept[entity.id]["covers"].append(action.id)
            continue
        keeps = action.verb in RECORD_VERBS
        say, deed = saying(entity, model), step_deed(entity, action.verb, speech_of(model))
        title = say("Keep {it:many}") if keeps else say("{deed:doing} {it:many}", deed=deed)
        case = {**_blank(action.actor, entity.id, title), "covers": [action.id], "action": index}
        operation = _operation(model, action)
        case |= {"steps": _keeping(model, entity) if keeps else _doing(model, action, entity), "operations": set(EVERY) if keeps else {operation}}
        if keeps:
            kept[entity.id] = case
        found.append(case)
    return found


def _operation(model: DomainModel, action: Action) -> str:
    position = [entity.id for entity in model.entities].index(action.entity)
    return read_action(0, action, resources_of(model)[position]).action or action.verb


def _finished(number: int, case: Case, paths: list[tuple[str, dict[str, Any]]]) -> Case:
    return {
        "id": f"UC-{number:02}",
        **{key: value for key, value in case.items() if key != "operations"},
        "alternatives": [path for kind, path in paths if kind == "alternative"],
        "failures": [path for kind, path in paths if kind == "failure"],
    }


def _keeping(model: DomainModel, entity: Entity) -> list[str]:
    say, speech = saying(entity, model), speech_of(model)
    required = speech.listed(attribute_label(entity, attribute.name, speech) for attribute in entity.attributes if attribute.required)
    return [
        say("Open the list of {it:many}"),
        say("Add {it:a} with {fields}", fields=required or say("its fields")),
        say("Open the {it:one} and correct it"),
        say("Delete the {it:one} when it is no longer needed"),
    ]


def _doing(model: DomainModel, action: Action, entity: Entity) -> list[str]:
    say, speech = saying(entity, model), speech_of(model)
    deed = step_deed(entity, action.verb, speech)
    steps = [step for step in (entity.states.transitions if entity.states else ()) if step.action == action.verb]
    if steps:
        opened = say("Open {it:a} that is {state}", state=speech.value(steps[0].source))
        return [opened, say("Choose {deed}", deed=deed), say("See that the {it:one} is {state}", state=speech.value(steps[0].target))]
    if record_meaning(action.verb) == "create":
        inputs = [entry.name for entry in entity.attributes if entry.required and not _is_state(entity, entry.name)]
        required = speech.listed(attribute_label(entity, name, speech) for name in inputs)
        entered = say("Enter {fields} and send the form", fields=required or say("its fields"))
        return [say("Open the form for a new {it:one}"), entered, say("See the {it:one} in the list of {it:many}")]
    done = say("{deed:doing} it, and see the result on its page", deed=deed)
    return [say("Open the list of {it:many}"), say("Choose the {it:one}"), done]


def _is_state(entity: Entity, name: str) -> bool:
    return entity.states is not None and entity.states.attribute == name


def _paths(case: Case, model: DomainModel) -> Iterator[tuple[str, dict[str, Any]]]:
    position = [entity.id for entity in model.entities].index(case["entity"])
    entity = model.entities[position]
    if case["operations"] & {"create", "update"}:
        yield from _of_form(model, entity, position)
    yield from _of_steps(case, model, entity, position)
    for index, rule in enumerate(model.rules):
        if rule.entity == entity.id and (case["operations"] & set(deeds(rule)) or (rule.kind in ("expiry", "reminder") and _starts(case))):
            yield _of_rule(index, rule, model)


def _starts(case: Case) -> bool:
    return "create" in case["operations"]


def _of_form(model: DomainModel, entity: Entity, position: int) -> Iterator[tuple[str, dict[str, Any]]]:
    say, speech = saying(entity, model), speech_of(model)
    inputs = [entry for entry in entity.attributes if not _is_state(entity, entry.name)]
    optional = [attribute_label(entity, entry.name, speech) for entry in inputs if not entry.required][:3]
    pointer = f"/entities/{position}/attributes"
    if optional:
        because = say("{it:A} is whole without {fields}.", fields=speech.listed(optional, "or"))
        unknown = say("not known yet: {fields}", fields=speech.listed(optional))
        yield "alternative", _path(unknown, say("the {it:one} is kept without, and completed later"), pointer, because)
    for index, entry in enumerate(entity.attributes):
        if entry.required and not _is_state(entity, entry.name):
            field = attribute_label(entity, entry.name, speech)
            then = say("no {it:one} is kept, and the form names the {field}", field=field)
            because = say("{it:A} needs its {field}.", field=field)
            yield "failure", {**_path(say("the {field} is left empty", field=field), then, f"{pointer}/{index}", because), "status": 422}
            return


def _of_steps(case: Case, model: DomainModel, entity: Entity, position: int) -> Iterator[tuple[str, dict[str, Any]]]:
    steps = [(index, step) for index, step in enumerate(entity.states.transitions if entity.states else ()) if step.action in case["operations"]]
    if not steps or entity.states is None:
        return
    say, speech, (index, first) = saying(entity, model), speech_of(model), steps[0]
    pointer, sources = f"/entities/{position}/states/transitions/{index}", {step.source for _, step in steps}
    for other_index, other in steps[1:]:
        place = f"/entities/{position}/states/transitions/{other_index}"
        source, target = speech.value(other.source), speech.value(other.target)
        deed = step_deed(entity, other.action, speech)
        because = say("To {deed} leads from {source} to {target}.", deed=deed, source=source, target=target)
        yield "alternative", _path(say("the {it:one} is {state}", state=source), say("it becomes {state}", state=target), place, because)
    closed = [value for value in entity.states.values if value not in sources]
    if closed:
        state, possible = speech.value(closed[-1]), speech.listed(map(speech.value, sorted(sources)), "or")
        because = say("To {deed} is possible from {states} alone.", deed=step_deed(entity, first.action, speech), states=possible)
        then = say("it stays {state}, and the product says why", state=state)
        yield "failure", {**_path(say("the {it:one} is {state} already", state=state), then, pointer, because), "status": 409}


def _of_rule(index: int, rule: Rule, model: DomainModel) -> tuple[str, dict[str, Any]]:
    """Return a rule's path: a failure where it refuses somebody, else another way that time takes."""
    stopped, pointer = breach(rule, model), f"/rules/{index}/text"
    if stopped is not None:
        path = _path(stopped.when, stopped.then, pointer, sentence(rule.text))
        return "failure", {**path, "status": stopped.status, "rule": rule.id}
    entity, speech = model.entity(rule.entity), speech_of(model)
    say, span = saying(entity, model), speech.span(rule.minutes or 0)
    moment = attribute_label(entity, rule.attribute, speech) if rule.attribute else say("its entry")
    if rule.kind == "expiry":
        states = speech.listed(map(speech.value, rule.states), "or")
        when = say("the {it:one} is still {states} {span} after {moment}", states=states, span=span, moment=moment)
        then = say("it becomes {state} by itself", state=speech.value(rule.target))
        return "alternative", {**_path(when, then, pointer, sentence(rule.text)), "rule": rule.id}
    away, come = (
        say("the {moment} of the {it:one} is {span} away", moment=moment, span=span),
        say("the {moment} of the {it:one} has come", moment=moment),
    )
    then = say("the {it:one} stands in the due list of {roles:one}", roles=roles_of(rule, model))
    return "alternative", {**_path(away if rule.minutes else come, then, pointer, sentence(rule.text)), "rule": rule.id}


def _gone(case: Case, model: DomainModel) -> dict[str, Any]:
    """Return how a case fails that neither a form, nor a state, nor a rule can stop: what it is about is no longer there."""
    position = [entity.id for entity in model.entities].index(case["entity"])
    say = saying(model.entities[position], model)
    then = say("the {it:one} is not found, and the list of {it:many} is offered")
    because = say("{it:Many} are kept until somebody deletes them.")
    return {**_path(say("somebody has deleted the {it:one} meanwhile"), then, f"/entities/{position}/plural", because), "status": 404}


def _path(when: str, then: str, pointer: str, because: str) -> dict[str, Any]:
    return {"when": when, "then": then, "pointer": pointer, "because": because}


def _place_the_rest(model: DomainModel, found: list[Case], placed: dict[int, list[tuple[str, dict[str, Any]]]]) -> None:
    """Put each checkable rule that no case's deeds met into the first case about its thing."""
    met = {path.get("rule") for paths in placed.values() for _, path in paths}
    for index, rule in enumerate(model.rules):
        if rule.checkable and rule.id not in met:
            case = next(case for case in found if case["entity"] == rule.entity)
            placed[id(case)].append(_of_rule(index, rule, model))
