"""Words of German statements and the noun phrases that they form."""

from __future__ import annotations

from phases.sandboxed.author.german.phrases import noun_phrases, tokens


def tags(text):
    return {token.text: token.tag for token in tokens(text)}


def phrases(text):
    return noun_phrases(tokens(text), text)


def test_capitals_mark_nouns_and_the_beginning_of_a_sentence_does_not_mislead():
    found = tags("Wöchentliche Auswertung der Stunden, und Stornieren ist möglich.")
    assert (found["Wöchentliche"], found["Auswertung"], found["Stornieren"], found["möglich"]) == ("ADJ", "NOUN", "VERB", "ADV")
    assert tags("Mitglieder buchen Räume")["Mitglieder"] == "NOUN"


def test_without_any_capitals_known_nouns_count():
    assert tags("eine app zum verwalten von büchern")["büchern"] == "NOUN"


def test_a_relative_pronoun_is_no_article():
    assert [phrase.prep for phrase in phrases("Eine App, mit der Teams Aufgaben planen") if phrase.noun == "Team"] == [""]


def test_phrases_know_preposition_number_and_participles():
    first, second = phrases("nicht bestätigte Buchungen über 500 Euro")
    assert (first.noun, first.adjectives, first.prep) == ("Buchung", ("bestätigte",), "")
    assert (second.noun, second.number, second.prep) == ("Euro", "500", "über")


def test_a_list_keeps_its_preposition():
    assert [phrase.prep for phrase in phrases("Kurse mit Titel, Beginn und Ort")] == ["", "mit", "mit", "mit"]


def test_the_name_of_a_house_is_no_thing_of_its_own():
    assert [phrase.noun for phrase in phrases("Das Gemeindehaus Lindenhof vermietet Räume")] == ["Gemeindehaus", "Raum"]
