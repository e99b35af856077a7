"""What is said in English: the pattern itself, its blanks filled by nouns, lists and numbers."""

from __future__ import annotations

import pytest

from phases.sandboxed.speech import in_all_languages, saying, speech_of
from tests.unit.phases.planning.cast import STUDIO

ENGLISH = speech_of("en")


def test_a_language_that_nobody_wrote_tables_for_is_told_in_english():
    assert speech_of({"language": "fr"}).say("an empty form") == "an empty form"


def test_a_pattern_without_a_table_is_told_in_english():
    assert speech_of("de").say("what nobody has translated: {count}", count=3) == "what nobody has translated: 3"


def test_a_model_its_json_and_its_code_speak_the_same():
    assert speech_of(STUDIO) is speech_of("en") is not speech_of({"language": "de"})


@pytest.mark.parametrize(
    ("pattern", "told"),
    [("{it:a} and {it:many}", "an order and orders"), ("{it:A}: {it:one}", "An order: order"), ("{it:name}, {it:names}", "Order, Orders")],
)
def test_a_thing_stands_in_the_form_that_the_pattern_asks_for(pattern: str, told: str):
    assert ENGLISH.say(pattern, it=ENGLISH.noun_class("Order", "Orders")) == told


def test_a_form_that_no_language_knows_is_refused():
    with pytest.raises(KeyError):
        ENGLISH.say("{it:the}", it=ENGLISH.noun_class("Order", "Orders"))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (30, "30 minutes"), (60, "1 hour"), (90, "90 minutes"), (2880, "2 days"), (20160, "2 weeks")],
)
def test_a_span_is_told_in_the_largest_unit_that_it_fills(minutes: int, words: str):
    assert ENGLISH.span(minutes) == words


def test_several_people_stand_in_one_blank():
    assert ENGLISH.say("for the {who:one}", who=ENGLISH.people(["Clerk", "Manager"], "or")) == "for the clerk or manager"


def test_braces_in_what_a_stranger_wrote_are_only_text():
    assert ENGLISH.say("to rely on this: {text}", text="{it.__class__}") == "to rely on this: {it.__class__}"


def test_a_thing_speaks_its_own_language():
    class Raum:
        name, plural, language = "Raum", "Räume", "de"

    assert saying(Raum())("a new {it:one}") == "ein neuer Raum ist angelegt"


def test_a_word_is_known_in_every_language():
    assert in_all_languages("percent") == ("percent", "Prozent")
