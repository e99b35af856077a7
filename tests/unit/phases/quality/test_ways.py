"""Each step of a life cycle that can be reached is on the main way, or ends a side way."""

import pytest

from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.quality.ways import main_way, side_ways
from tests.evaluation.models import MODELS, entity, model, states


def things(*steps):
    found = model("Things", {"person": "Person"}, [entity("thing", "Things", states=states("state", "new", *steps))], [])
    return resources_of(found)[0]


def test_steps_in_a_row_are_one_way():
    thing = things(("start", "new", "begun"), ("finish", "begun", "done"))
    assert main_way(thing) == [("start", "begun"), ("finish", "done")]
    assert side_ways(thing) == []


def test_what_the_main_way_passes_by_has_the_shortest_way_of_its_own():
    thing = things(("start", "new", "begun"), ("finish", "begun", "done"), ("drop", "new", "dropped"), ("pause", "begun", "paused"))
    assert side_ways(thing) == [[("drop", "dropped")], [("start", "begun"), ("pause", "paused")]]


def test_a_circle_ends_and_a_step_that_nothing_leads_to_has_no_way():
    thing = things(("start", "new", "begun"), ("halt", "begun", "new"), ("wake", "asleep", "begun"))
    assert main_way(thing) == [("start", "begun"), ("halt", "new")]
    assert side_ways(thing) == []


@pytest.mark.parametrize("name", MODELS)
def test_all_steps_of_our_own_models_are_gone(name):
    for resource in resources_of(MODELS[name]):
        gone = {action for way in (main_way(resource), *side_ways(resource)) for action, _ in way}
        assert gone == {step.action for step in resource.transitions}
