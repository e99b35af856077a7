from __future__ import annotations

from typing import Any

import pytest

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Given
from phases.sandboxed.planning.qualities import load_users, nfrs, response_limit
from tests.unit.phases.planning.cast import TODOS


def _with(*quantities: dict[str, Any]) -> dict[str, Any]:
    return {**TODOS, "quantities": list(quantities)}


@pytest.mark.parametrize(
    ("quantity", "limit"),
    [
        ({"value": 2, "unit": "seconds", "phrase": "answers within 2 seconds"}, 2000),
        ({"value": 300, "unit": "ms", "phrase": "pages load in 300 ms"}, 300),
        ({"value": 30, "unit": "seconds", "phrase": "hold a plank for 30 seconds"}, None),
        ({"value": 24, "unit": "hours", "phrase": "answers within 24 hours"}, None),
        ({"value": 0, "unit": "seconds", "phrase": "answers within 0 seconds"}, None),
    ],
)
def test_a_time_limits_answers_only_where_the_idea_speaks_of_answering(quantity: dict[str, Any], limit: int | None):
    found = response_limit(DomainModel.from_json(_with(quantity)))
    assert (found and found[0]) == limit


def test_the_words_around_a_number_may_stand_in_a_rule():
    model = {**_with({"value": 1, "unit": "second", "phrase": "1 second"}), "rules": [{"id": "fast", "text": "The site answers within 1 second."}]}
    assert response_limit(DomainModel.from_json(model)) is not None
    assert response_limit(DomainModel.from_json({**model, "rules": []})) is None


@pytest.mark.parametrize(("value", "users"), [(20, 20), (100000, 50), (0, 5)])
def test_the_load_is_the_ideas_crowd_within_what_one_machine_takes(value: int, users: int):
    assert load_users(DomainModel.from_json(_with({"value": value, "unit": "users", "phrase": f"{value} users"})))[0] == users


def test_the_latency_cites_the_words_of_the_idea():
    model = _with({"value": 2, "unit": "seconds", "phrase": "answers within 2 seconds"})
    latency = nfrs(DomainModel.from_json(model), Given(type="DomainModel", content=model))["nfrs"][0]
    assert latency["value"] == 2000
    assert latency["statement"].source["quote"] == "answers within 2 seconds"
