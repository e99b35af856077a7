"""What an idea leaves open: asked once, answered in the open, ranked by what another answer would change."""

from __future__ import annotations

import json

import pytest

from phases.sandboxed.author.reading import read_idea
from phases.sandboxed.author.readings import CHANGES
from tests.support.ideas import idea, names
from tests.support.workbench import Workbench

CLUB = {"text": "Members book courts. Remind members 1 day before the start. Courts must be swept with care. A fee has an amount and a payer."}


def asked(taken):
    return {question.text: question for question in read_idea(taken).questions}


@pytest.mark.parametrize("name", [name for name in names() if not name.startswith("german")])
def test_what_would_change_most_is_asked_first(name):
    order = [CHANGES.index(question.changes) for question in read_idea(idea(name)).questions]
    assert order == sorted(order) and order


def test_a_demand_that_nothing_checks_is_a_question():
    found = asked(CLUB)
    question = found["How could a program check “Courts must be swept with care.”?"]
    assert question.changes == "rules" and "nothing is enforced" in question.answer


def test_gaps_are_asked_for_only_where_they_are():
    found, priced = asked(CLUB), asked({"text": "Members book courts. A court costs at most 20 euros."})
    assert "How is somebody reminded?" in found and "In which currency are amounts?" in found
    assert "How is somebody reminded?" not in priced and "In which currency are amounts?" not in priced
    assert "How many people use the product at the same time?" in found
    counted = asked({"text": "Members book courts. About 200 members use it at the same time."})
    assert "How many people use the product at the same time?" not in counted


def test_the_spec_says_what_each_question_assumption_and_doubtful_word_would_change(tmp_path):
    bench = Workbench(tmp_path, {"text": "A fast club app. Members book courts and they pay fees, etc."})
    for agent in ("IntakeClassifierAgent", "IntakeExpanderAgent"):
        bench.run(agent, phase="intake")
    spec = bench.content("IdeaSpec")
    assert [entry["rank"] for entry in spec["questions"]] == list(range(1, len(spec["questions"]) + 1))
    assert [(entry["rank"], entry["changes"]) for entry in spec["assumptions"]] == [(entry["rank"], entry["changes"]) for entry in spec["questions"]]
    assert [(entry["word"], entry["changes"]) for entry in spec["ambiguities"]] == [("they", "model"), ("etc", "model"), ("fast", "rules")]
    assert json.dumps(spec)
