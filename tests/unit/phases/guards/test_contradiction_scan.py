"""guard.contradictionScan: what counts as a contradiction, in any artifacts, and what does not."""

from __future__ import annotations

import json

import pytest

from phases.sandboxed.author.facts import facts_of
from phases.sandboxed.guards.contradiction_scan import contradictions
from tests.support.workbench import Workbench

GUARD = "guard.contradictionScan"


def conflicts(*artifacts):
    """Return the contradictions between (type, content) pairs."""
    return contradictions([fact for type, content in artifacts for fact in facts_of(type, content)])


def entity(**fields):
    return {"entities": [{"id": "book", "attributes": [{"name": "year", "type": "integer", "required": True, **fields}]}]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Members borrow at most 5 books.", "Members borrow at most 3 books."),
        ("Users must confirm bookings.", "Users must not confirm bookings."),
        ("Each user has at least 5 todos per day.", "Each user has at most 3 todos per day."),
        ("Reports are sent within 2 days.", "Reports are sent within 5 days."),
    ],
)
def test_two_sentences_that_cannot_both_hold_are_one_contradiction(one, other):
    assert len(conflicts(("PRD", {"text": one}), ("Notes", {"text": other}))) == 1
    assert conflicts(("PRD", {"text": one}), ("Notes", {"text": one})) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Members borrow at most 5 books.", "Members reserve at most 3 books."),
        ("Members borrow at most 5 books.", "Guests borrow at most 1 books."),
        ("Members borrow at most 5 books.", "Members borrow at least 1 books."),
        ("Users must confirm bookings.", "Users must not delete bookings."),
        ("At most 5 books per day.", "At most 20 books per month."),
    ],
)
def test_sentences_about_different_things_do_not_contradict(one, other):
    assert conflicts(("PRD", {"text": one}), ("Notes", {"text": other})) == []


def test_one_field_with_two_values_in_two_artifacts_is_a_contradiction():
    assert conflicts(("DomainModel", entity()), ("ERD", entity())) == []
    assert conflicts(("DomainModel", entity()), ("ERD", entity(type="text")))[0].startswith("book.year type:")


def test_states_that_begin_differently_are_a_contradiction():
    one, other = (
        {"entities": [{"id": "loan", "states": {"attribute": "status", "initial": initial, "values": ["lent", "returned"]}}]}
        for initial in ("lent", "returned")
    )
    assert len(conflicts(("DomainModel", one), ("ERD", other))) == 1


def test_a_thing_that_is_kept_and_left_out_is_a_contradiction():
    assert len(conflicts(("DomainModel", entity()), ("IdeaSpec", {"excluded": [{"name": "book", "text": "The product leaves out: books."}]}))) == 1


def test_quotes_in_sources_state_nothing():
    stated = {"text": "Users must confirm bookings.", "sources": {"/text": {"kind": "rule", "quote": "Users must not confirm bookings."}}}
    assert conflicts(("PRD", stated)) == []


def test_it_counts_contradictions_of_the_idea_itself_and_says_where(tmp_path):
    bench = Workbench(tmp_path, "A library. Members borrow at most 5 books. Members borrow at most 3 books.")
    for agent in ("IntakeClassifierAgent", "IntakeExpanderAgent"):
        bench.run(agent, phase="intake")
    report = bench.run(GUARD, phase="intake")
    assert report["verdict"] == "fail" and report["metrics"]["contradictions"]["value"] == 1
    assert "at most 3 (" in report["findings"][0]["message"] and "at most 5 (" in report["findings"][0]["message"]


def test_it_is_not_evaluable_without_artifacts(tmp_path):
    report = Workbench(tmp_path, "Build a todo app").run(GUARD, phase="qa")
    assert report["verdict"] == "not_evaluable" and report["metrics"]["contradictions"]["value"] is None


def test_the_newest_of_two_artifacts_of_one_name_counts(tmp_path):
    bench = Workbench(tmp_path, "Build a todo app")
    for text in ("Members borrow at most 5 books.", "Members borrow at most 3 books."):
        content = {"terms": [{"term": "loan", "kind": "thing", "definition": text}]}
        bench.store("Glossary", json.dumps(content).encode(), name="Glossary.json", media_type="application/json", phase="intake", producer="x")
    assert bench.run(GUARD, phase="prd")["metrics"]["contradictions"]["value"] == 0
