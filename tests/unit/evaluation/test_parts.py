"""The parts say what they found, and one that found nothing to evaluate does not call itself fine."""

import pytest

from tests.evaluation import __main__ as command
from tests.evaluation import ideas, models, parts, planted
from tests.evaluation.defects import DEFECTS
from tests.evaluation.parts import PARTS, Evaluation, Part
from tests.support.ideas import expectations

TWO_LIMITS = ideas.to_judge("impossible")["two_limits"]
MUSEUM = ideas.to_judge("ordinary")["weapon_museum"]


@pytest.fixture
def evaluation(tmp_path):
    """An evaluation of two ideas, its folder empty; what it says is kept in `said`."""
    said = []
    wholes = {name: ideas.whole()[name] for name in ("recipe_box", "german_2")}
    found = Evaluation(
        folder=tmp_path / "work", ideas=wholes, judged={}, say=said.append, expected=expectations(), verdicts=expectations("impossible")
    )
    found.folder.mkdir()
    found.said = said
    return found


@pytest.mark.parametrize(
    ("number", "right", "fine", "outcome"),
    [(3, True, True, "as it should be"), (3, False, False, "NOT as it should be"), (0, True, False, "NOT evaluable, there was nothing to evaluate")],
)
def test_a_part_is_fine_when_all_of_something_is_right(number, right, fine, outcome):
    part = Part(number=number, right=right, data=[])
    assert (part.fine, part.outcome) == (fine, outcome)


@pytest.mark.parametrize("name", ["runs", "rules", "likeness", "refusals"])
def test_nothing_evaluated_is_not_evaluable(name, evaluation):
    evaluation.ideas = {}
    assert PARTS[name](evaluation).outcome.startswith("NOT evaluable")


def test_a_run_that_the_door_refuses_is_told_with_its_reason(evaluation, tmp_path):
    evaluation.ideas = {"nothing": tmp_path / "missing.md"}
    part = parts.whole_runs(evaluation)
    assert (part.number, part.fine, part.data[0]["status"]) == (1, False, "refused")
    assert "missing.md" in evaluation.said[-1]
    assert evaluation.plans == {}


def test_one_idea_alone_is_like_nothing(evaluation):
    evaluation.ideas = {"recipe_box": evaluation.ideas["recipe_box"]}
    assert not parts.alike(evaluation).fine


def test_the_command_fails_over_an_empty_folder_and_says_why(tmp_path, capsys):
    (tmp_path / "ideas").mkdir()
    empty = ["likeness", "--folder", str(tmp_path / "ideas"), "--json", str(tmp_path / "out.json"), "--keep", str(tmp_path / "kept")]
    assert command.main(empty) == 1
    assert "likeness: NOT evaluable" in capsys.readouterr().out


def test_rules_are_held_to_what_is_expected(evaluation):
    assert parts.rules(evaluation).fine
    evaluation.expected = {**evaluation.expected, "german_2.md": {"rules": [{"kind": "unique"}]}}
    wrong = parts.rules(evaluation)
    assert not wrong.fine
    assert [(row["missed"], row["not asked for"]) for row in wrong.data if row["idea"] == "german_2"] == [(1, 2)]


def test_ideas_of_which_nobody_said_what_is_in_them_are_not_judged(evaluation):
    evaluation.expected = {}
    assert parts.rules(evaluation).number == 0


def test_requirements_of_two_ideas_are_compared(evaluation):
    part = parts.alike(evaluation)
    assert part.fine and part.number == 1
    assert "recipe_box" in evaluation.said[0]


def test_an_impossible_idea_that_goes_on_and_an_ordinary_one_that_ends_are_not_right(evaluation):
    evaluation.judged = {"impossible": {"two_limits": TWO_LIMITS}, "ordinary": {"weapon_museum": MUSEUM}}
    assert parts.refusals(evaluation).fine
    evaluation.folder, evaluation.judged = evaluation.folder / "again", {"impossible": {"museum": MUSEUM}, "ordinary": {"limits": TWO_LIMITS}}
    evaluation.verdicts = {}
    assert [row["as it should"] for row in parts.refusals(evaluation).data] == [False, False]


def test_what_there_is_no_time_for_is_said_and_not_called_fine(evaluation):
    evaluation.until = 0
    part = parts.defects(evaluation)
    assert (part.number, part.fine) == (0, False)
    assert len(part.data["not_judged"]) == len(models.MODELS) * len(planted.PHASES) + len(DEFECTS)
    assert "not judged, for want of time: removed check" in evaluation.said[-1]
