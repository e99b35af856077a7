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
from phases.sandboxed.author.rule_phrases import a, attribute_label, deeds, roles_of, span
from phases.sandboxed.planning.actions import EVERY, read_action
from phases.sandboxed.planning.wording import capital, listed, lower, sentence
from phases.sandboxed.product.resources import resources_of

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
            steps = _keeping(entity)
            found.append({**_blank(model.actors[0].id, entity.id, f"Keep {lower(entity.plural)}"), "steps": steps, "operations": set(EVERY)})
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
        title = f"{'Keep' if keeps else capital(action.verb)} {lower(entity.plural)}"
        case = {**_blank(action.actor, entity.id, title), "covers": [action.id], "action": index}
        operation = _operation(model, action)
        case |= {"steps": _keeping(entity) if keeps else _doing(action, entity), "operations": set(EVERY) if keeps else {operation}}
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


def _keeping(entity: Entity) -> list[str]:
    required = listed(attribute_label(entity, attribute.name) for attribute in entity.attributes if attribute.required)
    name = lower(entity.name)
    return [
        f"Open the list of {lower(entity.plural)}",
        f"Add {a(entity)} with {required or 'its fields'}",
        f"Open the {name} and correct it",
        f"Delete the {name} when it is no longer needed",
    ]


def _doing(action: Action, entity: Entity) -> list[str]:
    name, many = lower(entity.name), lower(entity.plural)
    steps = [step for step in (entity.states.transitions if entity.states else ()) if step.action == action.verb]
    if steps:
        return [f"Open {a(entity)} that is {steps[0].source}", f"Choose {action.verb}", f"See that the {name} is {steps[0].target}"]
    if record_meaning(action.verb) == "create":
        required = listed(attribute_label(entity, entry.name) for entry in entity.attributes if entry.required and not _is_state(entity, entry.name))
        return [f"Open the form for a new {name}", f"Enter {required or 'its fields'} and send the form", f"See the {name} in the list of {many}"]
    return [f"Open the list of {many}", f"Choose the {name}", f"{capital(action.verb)} it, and see the result on its page"]


def _is_state(entity: Entity, name: str) -> bool:
    return entity.states is not None and entity.states.attribute == name


def _paths(case: Case, model: DomainModel) -> Iterator[tuple[str, dict[str, Any]]]:
    position = [entity.id for entity in model.entities].index(case["entity"])
    entity = model.entities[position]
    if case["operations"] & {"create", "update"}:
        yield from _of_form(entity, position)
    yield from _of_steps(case, entity, position)
    for index, rule in enumerate(model.rules):
        if rule.entity == entity.id and (case["operations"] & set(deeds(rule)) or (rule.kind in ("expiry", "reminder") and _starts(case))):
            yield _of_rule(index, rule, model)


def _starts(case: Case) -> bool:
    return "create" in case["operations"]


def _of_form(entity: Entity, position: int) -> Iterator[tuple[str, dict[str, Any]]]:
    name, inputs = lower(entity.name), [entry for entry in entity.attributes if not _is_state(entity, entry.name)]
    optional = [attribute_label(entity, entry.name) for entry in inputs if not entry.required]
    pointer = f"/entities/{position}/attributes"
    if optional:
        left = listed(optional[:3])
        yield "alternative", _path(f"not known yet: {left}", f"the {name} is kept without, and completed later", pointer,
                                   f"{capital(a(entity))} is whole without {listed(optional[:3], 'or')}.")  # fmt: skip
    for index, entry in enumerate(entity.attributes):
        if entry.required and not _is_state(entity, entry.name):
            label = attribute_label(entity, entry.name)
            yield "failure", {**_path(f"the {label} is left empty", f"no {name} is kept, and the form names the {label}", f"{pointer}/{index}",
                                      f"{capital(a(entity))} needs its {label}."), "status": 422}  # fmt: skip
            return


def _of_steps(case: Case, entity: Entity, position: int) -> Iterator[tuple[str, dict[str, Any]]]:
    steps = [(index, step) for index, step in enumerate(entity.states.transitions if entity.states else ()) if step.action in case["operations"]]
    if not steps or entity.states is None:
        return
    name, (index, first) = lower(entity.name), steps[0]
    pointer, sources = f"/entities/{position}/states/transitions/{index}", {step.source for _, step in steps}
    for other_index, other in steps[1:]:
        place = f"/entities/{position}/states/transitions/{other_index}"
        because = f"To {other.action} leads from {other.source} to {other.target}."
        yield "alternative", _path(f"the {name} is {other.source}", f"it becomes {other.target}", place, because)
    closed = [value for value in entity.states.values if value not in sources]
    if closed:
        because = f"To {first.action} is possible from {listed(sorted(sources), 'or')} alone."
        path = _path(f"the {name} is {closed[-1]} already", f"it stays {closed[-1]}, and the product says why", pointer, because)
        yield "failure", {**path, "status": 409}


def _of_rule(index: int, rule: Rule, model: DomainModel) -> tuple[str, dict[str, Any]]:
    """Return a rule's path: a failure where it refuses somebody, else another way that time takes."""
    stopped, pointer = breach(rule, model), f"/rules/{index}/text"
    if stopped is not None:
        path = _path(stopped.when, stopped.then, pointer, sentence(rule.text))
        return "failure", {**path, "status": stopped.status, "rule": rule.id}
    entity = model.entity(rule.entity)
    name, moment = lower(entity.name), attribute_label(entity, rule.attribute) if rule.attribute else "its entry"
    if rule.kind == "expiry":
        when = f"the {name} is still {listed(rule.states, 'or')} {span(rule.minutes or 0)} after {moment}"
        return "alternative", {**_path(when, f"it becomes {rule.target} by itself", pointer, sentence(rule.text)), "rule": rule.id}
    when = f"the {moment} of the {name} is {span(rule.minutes)} away" if rule.minutes else f"the {moment} of the {name} has come"
    then = f"the {name} stands in the due list of {roles_of(rule, model)}"
    return "alternative", {**_path(when, then, pointer, sentence(rule.text)), "rule": rule.id}


def _gone(case: Case, model: DomainModel) -> dict[str, Any]:
    """Return how a case fails that neither a form, nor a state, nor a rule can stop: what it is about is no longer there."""
    position = [entity.id for entity in model.entities].index(case["entity"])
    name, many = lower(model.entities[position].name), lower(model.entities[position].plural)
    path = _path(f"somebody has deleted the {name} meanwhile", f"the {name} is not found, and the list of {many} is offered",
                 f"/entities/{position}/plural", f"{capital(many)} are kept until somebody deletes them.")  # fmt: skip
    return {**path, "status": 404}


def _path(when: str, then: str, pointer: str, because: str) -> dict[str, Any]:
    return {"when": when, "then": then, "pointer": pointer, "because": because}


def _place_the_rest(model: DomainModel, found: list[Case], placed: dict[int, list[tuple[str, dict[str, Any]]]]) -> None:
    """Put each checkable rule that no case's deeds met into the first case about its thing."""
    met = {path.get("rule") for paths in placed.values() for _, path in paths}
    for index, rule in enumerate(model.rules):
        if rule.checkable and rule.id not in met:
            case = next(case for case in found if case["entity"] == rule.entity)
            placed[id(case)].append(_of_rule(index, rule, model))
