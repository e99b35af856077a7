"""What the first phases make of an idea, and where they end one that nobody may build."""

import pytest

from tests.evaluation import ideas
from tests.evaluation.reading import Ending, ending, planned
from tests.support.ideas import expectations


@pytest.mark.parametrize("name", ["two_limits", "stolen_cards"])
def test_an_impossible_idea_ends_at_intake_with_its_verdict_and_the_words_that_clash(name, tmp_path):
    file = ideas.to_judge("impossible")[name]
    found = ending(ideas.read(file), tmp_path / "bench")
    assert found.phase == "intake"
    assert found.is_as(expectations("impossible")[file.name])


def test_an_ordinary_idea_goes_on_though_it_foretells(tmp_path):
    found = ending(ideas.read(ideas.to_judge("ordinary")["accuracy"]), tmp_path / "bench")
    assert found == Ending()


def test_another_verdict_or_other_words_are_not_what_is_wanted():
    found = Ending(phase="intake", rubrics=("guard.x: clashes_max",), said=("killed: “at most 3” against “up to 10”",))
    assert found.is_as({"verdict": "killed", "words": ["at most 3"]})
    assert not found.is_as({"verdict": "blocked", "words": ["at most 3"]})
    assert not found.is_as({"verdict": "killed", "words": ["at most 4"]})
    assert not Ending(phase="ideation", rubrics=("guard.x: y",)).is_as({"verdict": "killed", "words": []})


def test_a_plan_has_the_rules_of_the_idea_and_requirements_for_them(tmp_path):
    plan = planned(ideas.read(ideas.whole()["evening_school"]), tmp_path / "bench")
    assert (plan.rules, plan.statements) == (5, 0)
    assert plan.prd["sources"]
