import pytest

from tests.evaluation.likeness import jaccard, pairwise, prose


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("a b c d e", "a b c d e", 1.0),
        ("a b c d e f", "a b c d e g", 1 / 3),  # of abcde, bcdef, bcdeg one is common
        ("a b c d e", "v w x y z", 0.0),
        ("a b c", "a b c", 0.0),  # fewer words than one run has
        ("A, b! c d e.", "a b c d E", 1.0),
    ],
)
def test_likeness_is_the_share_of_common_runs_of_five_words(first, second, found):
    assert jaccard(first, second) == pytest.approx(found)


def test_pairs_come_with_the_most_alike_first():
    texts = {"one": "a b c d e f", "two": "a b c d e f", "three": "u v w x y z"}
    assert next(pair[1:] for pair in pairwise(texts)) == ("one", "two")
    assert len(pairwise(texts)) == 3


def test_the_sources_beside_a_text_are_not_read():
    assert prose({"title": "A title", "parts": [{"text": "words"}, 3], "sources": {"/title": {"quote": "hidden"}}}).split() == ["A", "title", "words"]
