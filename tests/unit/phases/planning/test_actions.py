from __future__ import annotations

import pytest

from phases.sandboxed.author.domain import Action
from phases.sandboxed.planning.actions import EVERY, endpoint, read_action
from phases.sandboxed.product.contract import openapi_document
from phases.sandboxed.product.resources import resources_of
from tests.unit.phases.planning.cast import MODELS, TODOS

RESOURCE = resources_of(TODOS)[0]


@pytest.mark.parametrize(
    ("verb", "action"),
    [
        ("complete", "complete"),
        ("Add", "create"),
        ("browse", "list"),
        ("rename", "update"),
        ("print", "export"),
        ("summarise", "report"),
        ("teleport", None),
    ],
)
def test_a_verb_is_a_step_first_and_then_what_it_means(verb: str, action: str | None):
    read = read_action(0, Action(id="a", actor="user", verb=verb, entity="todo", phrase="A user does it."), RESOURCE)
    assert read.action == action


def test_a_step_of_the_life_cycle_wins_over_a_synonym():
    resource = resources_of({**TODOS, "entities": [{**TODOS["entities"][0], "states": _states("submit")}]})[0]
    assert read_action(0, Action(id="a", actor="user", verb="submit", entity="todo", phrase="x"), resource).action == "submit"


def _states(action: str) -> dict:
    return {
        "attribute": "status",
        "values": ["draft", "sent"],
        "initial": "draft",
        "transitions": [{"from": "draft", "to": "sent", "action": action}],
    }


@pytest.mark.parametrize("name", MODELS)
def test_every_endpoint_is_one_of_the_contract(name: str):
    paths = openapi_document(MODELS[name])["paths"]
    for resource in resources_of(MODELS[name]):
        for action in [*EVERY, *(step.action for step in resource.transitions)]:
            method, path = endpoint(resource, action).split(" ")
            assert method.lower() in paths[path]


def test_it_refuses_an_action_of_no_operation():
    with pytest.raises(KeyError):
        endpoint(RESOURCE, "teleport")
