from __future__ import annotations

import pytest

from phases.sandboxed.planning.wording import listed, lower, sentence, with_article


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Todo", "a todo"),
        ("Order", "an order"),
        ("User", "a user"),
        ("Hour", "an hour"),
        ("Unit", "a unit"),
        ("Uncle", "an uncle"),
        ("MRI Scan", "a MRI scan"),
    ],
)
def test_it_sets_the_article(name: str, words: str):
    assert with_article(name) == words


def test_abbreviations_keep_their_capitals():
    assert lower("GPS Track") == "GPS track"


def test_a_sentence_has_one_capital_and_one_full_stop():
    assert sentence("pages load fast.") == "Pages load fast."


@pytest.mark.parametrize(("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_it_lists(words: list[str], text: str):
    assert listed(words) == text
