from __future__ import annotations

from phases.sandboxed.author.domain import DomainModel, Quantity
from phases.sandboxed.planning.surroundings import LETTERS_BEFORE, around
from tests.unit.phases.planning.cast import TODOS

TWO = Quantity(value=2, unit="second", phrase="2 seconds")


def test_it_returns_the_words_near_the_number():
    assert (
        around(DomainModel.from_json(TODOS), TWO, "Pages load within 2 seconds. Nobody waits.")
        == "2 seconds … Pages load within 2 seconds. Nobody waits."
    )


def test_what_is_far_away_is_left_out():
    told = "Answers. " + "x" * LETTERS_BEFORE + " 2 seconds"
    assert "Answers" not in around(DomainModel.from_json(TODOS), TWO, told)


def test_a_number_that_nobody_repeats_stands_alone():
    assert around(DomainModel.from_json(TODOS), TWO) == "2 seconds"
