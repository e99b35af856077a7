"""The sentences of intake, in the language of the idea."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.sentences import inside, said


def test_a_sentence_is_in_the_language_of_the_idea_and_else_in_english():
    assert said("excluded", "de", quote="Werbung") == "Das Produkt lässt weg: Werbung."
    assert said("excluded", "fr", quote="ads") == said("excluded", "en", quote="ads") == "The product leaves out: ads."


def test_german_nouns_keep_their_capitals_inside_a_sentence():
    assert (inside("Buchung", "de"), inside("Booking", "en")) == ("Buchung", "booking")


def test_an_unknown_sentence_is_an_error():
    with pytest.raises(KeyError):
        said("farewell", "de")
