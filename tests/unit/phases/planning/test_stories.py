from __future__ import annotations

import itertools
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Given
from phases.sandboxed.planning.stories import MOST_STORIES, candidates, chosen, implied_actions, readings, user_stories
from tests.unit.phases.planning.cast import CLINIC, LIBRARY, TODOS


def _chosen(model: dict[str, Any], implied: frozenset[int] = frozenset()) -> list[tuple[str, str, int]]:
    return [(c.resource.id, c.action, c.priority) for c in chosen(DomainModel.from_json(model), implied)]


def test_a_plain_thing_gets_the_five_operations():
    assert [action for _, action, _ in _chosen(LIBRARY)] == ["create", "list", "view", "update", "delete"]


def test_a_synonym_and_an_implied_operation_are_one_story():
    # "add a todo" is "create"; complete is the idea's own, reopen follows from the life cycle
    assert _chosen(TODOS)[:4] == [("todo", "create", 0), ("todo", "list", 0), ("todo", "complete", 0), ("todo", "reopen", 0)]


def test_at_most_nine_are_cut_and_the_ideas_own_come_first():
    found = _chosen(CLINIC)
    assert len(found) == MOST_STORIES < len(candidates(DomainModel.from_json(CLINIC)))
    assert {("patient", "search", 0), ("appointment", "create", 0), ("appointment", "export", 0)} <= set(found)


def test_no_step_of_a_life_cycle_is_left_without_a_story():
    stages = ["new", "seen", "priced", "agreed", "started", "tested", "done", "billed", "paid", "archived"]
    moves = [{"from": a, "to": b, "action": f"step-{b}"} for a, b in itertools.pairwise(stages)]
    todo = TODOS["entities"][0]
    long = {**todo, "states": {**todo["states"], "values": stages, "initial": "new", "transitions": moves}}
    long["attributes"] = [{**entry, "values": stages} if entry["name"] == todo["states"]["attribute"] else entry for entry in todo["attributes"]]
    found = [action for _, action, _ in _chosen({**TODOS, "entities": [long, *TODOS["entities"][1:]]})]
    assert {move["action"] for move in moves} <= set(found)
    assert len(found) > MOST_STORIES


def test_priorities_never_rise_from_story_to_story():
    priorities = [priority for _, _, priority in _chosen(CLINIC)]
    assert priorities == sorted(priorities)


def test_an_action_that_a_rule_added_is_no_must():
    source = {**CLINIC, "sources": {"/actions/3/phrase": {"kind": "rule", "id": "x", "quote": "y"}, "/actions/0/phrase": {"kind": "idea"}}}
    implied = implied_actions(Given(type="DomainModel", content=source))
    assert implied == {3}
    assert ("appointment", "create", 0) in _chosen(CLINIC, implied)


def test_a_verb_that_nothing_here_can_do_is_read_as_none():
    found = {reading.source.id: reading.action for reading in readings(DomainModel.from_json(CLINIC))}
    assert found == {"book_appointment": "create", "diagnose_patient": None, "search_patient": "search", "export_appointment": "export"}


def test_ids_count_up_and_criteria_belong_to_their_story():
    stories = user_stories(DomainModel.from_json(TODOS), Given(type="DomainModel", content=TODOS))["stories"]
    assert [story["id"] for story in stories[:2]] == ["US-001", "US-002"]
    assert [criterion["id"] for criterion in stories[1]["acceptance"]] == ["AC-002-1", "AC-002-2"]
