"""What each persona sets out to do with the release: an actor's use cases step by step, a role's own tasks. Scripted personas, no people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.planning.actions import MEANING
from phases.sandboxed.product.resources import Resource, resources_of


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do: an `action` (list, create, a transition, `mistake`, `restart`, …) on a resource; `wanted` is its own sentence for it,
    `word` the verb in that, if it comes from the idea."""

    action: str
    resource: Resource
    wanted: str
    word: str = ""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a persona wants to get done, and the steps in their order."""

    id: str
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Persona:
    """Somebody with tasks. `kind` is actor or role, as Personas says; `role` the actor whose account it has, empty for none of its own."""

    id: str
    name: str
    kind: str
    role: str
    tasks: tuple[Task, ...]


# what the written rules ideation.persona.* say that these roles need and want
_ROLES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "newcomer": (("Enter the first record, with a mistake on the way", ("look", "mistake", "create", "list")),),
    "administrator": (
        ("See that the service is alive and described", ("health", "contract")),
        ("Keep the records over a restart", ("create", "restart")),
    ),
    "keyboard_user": (("Reach and submit the form by its labels", ("labels", "create", "list")),),
}
_ANY_ROLE = (("Look around", ("look", "list", "contract")),)


def people_of(personas: Mapping[str, Any], use_cases: Mapping[str, Any], model: Mapping[str, Any]) -> list[Persona]:
    """Return every persona with its tasks, in the order of Personas."""
    resources = dict(zip((entity["id"] for entity in model["entities"]), resources_of(model), strict=True))
    found = []
    for persona in personas["personas"]:
        actor = persona["actor"]
        cases = [case for case in use_cases["use_cases"] if actor and case["actor"] == actor and case["covers"]]
        tasks = tuple(_task(case, model, resources) for case in cases) if actor else ()
        own = tasks or _of_role(persona["id"], resources)
        found.append(Persona(id=persona["id"], name=persona["name"], kind=persona["kind"], role=actor or "", tasks=own))
    return found


def _task(case: Mapping[str, Any], model: Mapping[str, Any], resources: Mapping[str, Resource]) -> Task:
    actions = {action["id"]: action for action in model["actions"]}
    steps = [_step(actions[id], resources) for id in case["covers"] if id in actions and actions[id]["entity"] in resources]
    return Task(id=case["id"], title=case["title"], steps=tuple(steps))


def _step(action: Mapping[str, Any], resources: Mapping[str, Resource]) -> Step:
    """Return the step that an action of the idea asks for: a transition by its name, else by what the verb means."""
    resource, verb = resources[action["entity"]], action["verb"].lower()
    named = next((step.action for step in resource.transitions if verb in (step.action, step.action.split("-")[0])), None)
    return Step(action=named or MEANING.get(verb, verb), resource=resource, wanted=action["phrase"], word=verb)


def _of_role(id: str, resources: Mapping[str, Resource]) -> tuple[Task, ...]:
    """Return a role's tasks on the first resource."""
    first: Resource = next(iter(resources.values()))
    written: Sequence[tuple[str, tuple[str, ...]]] = _ROLES.get(id, _ANY_ROLE)
    return tuple(
        Task(
            id=f"{id}-{number}",
            title=title,
            steps=tuple(Step(action=action, resource=first, wanted=f"{title}: {action} {first.plural}") for action in actions),
        )
        for number, (title, actions) in enumerate(written, start=1)
    )
