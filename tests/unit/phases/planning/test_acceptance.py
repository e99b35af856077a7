from __future__ import annotations

import pytest

from phases.sandboxed.planning.acceptance import criteria
from phases.sandboxed.planning.actions import EVERY, OVER_LISTS
from phases.sandboxed.product.resources import resources_of
from tests.unit.phases.planning.cast import CLINIC, LIBRARY, MODELS

SEED = resources_of(LIBRARY)[0]
APPOINTMENT = resources_of(CLINIC)[1]


@pytest.mark.parametrize("name", MODELS)
def test_every_action_has_criteria_that_say_all_three_parts(name: str):
    for resource in resources_of(MODELS[name]):
        for action in [*EVERY, *OVER_LISTS, *(step.action for step in resource.transitions)]:
            written = criteria(resource, action)
            assert written
            assert len(set(written)) == len(written)
            assert all(part.strip() for criterion in written for part in criterion)


def test_a_thing_without_a_life_cycle_has_no_initial_state_to_check():
    assert len(criteria(SEED, "create")) == 2
    assert criteria(APPOINTMENT, "create")[2] == ("a new appointment", "it is read back", "its status is booked")


def test_a_step_is_refused_from_a_state_that_it_does_not_start_in():
    moved, refused = criteria(APPOINTMENT, "cancel")
    assert moved == ("An appointment whose status is booked", "cancel is asked of it", "its status is cancelled")
    assert refused[0] == "An appointment whose status is seen"


def test_it_refuses_an_action_that_the_thing_does_not_have():
    with pytest.raises(StopIteration):
        criteria(SEED, "cancel")
