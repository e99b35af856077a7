"""German nouns in their cases, with the gender that is known, and without one where nothing tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from phases.sandboxed.author.german.lexicon import domains
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.german import gender_of

GERMAN = speech_of("de")
NOUNS = Path(__file__).parents[4] / "phases/sandboxed/author/german/nouns.json"
# these have no gender that every use of them shares: adjectives, and what has no singular
WITHOUT = {"Eltern", "Vorgesetzter", "Angestellter", "Erwachsener"}


@pytest.mark.parametrize(
    ("name", "plural", "forms"),
    [
        ("Raum", "Räume", "ein Raum, einen Raum, einem Raum, der Raum, den Raum, dem Raum, kein Raum, Räumen"),
        ("Buchung", "Buchungen", "eine Buchung, eine Buchung, einer Buchung, die Buchung, die Buchung, der Buchung, keine Buchung, Buchungen"),
        ("Gerät", "Geräte", "ein Gerät, ein Gerät, einem Gerät, das Gerät, das Gerät, dem Gerät, kein Gerät, Geräten"),
        ("Kunde", "Kunden", "ein Kunde, einen Kunden, einem Kunden, der Kunde, den Kunden, dem Kunden, kein Kunde, Kunden"),
        ("Foto", "Fotos", "ein Foto, ein Foto, einem Foto, das Foto, das Foto, dem Foto, kein Foto, Fotos"),
    ],
)
def test_a_noun_bends_by_gender_and_case(name: str, plural: str, forms: str):
    it = GERMAN.noun_class(name, plural)
    asked = "{it:ein}, {it:einen}, {it:einem}, {it:der}, {it:den}, {it:dem}, {it:kein}, {it:vielen}"
    assert GERMAN.say(asked, it=it) == forms


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("ein neu", "eine neue Bestellung"),
        ("einem neu", "einer neuen Bestellung"),
        ("der erst", "die erste Bestellung"),
        ("Many neu", "Neue Bestellungen"),
    ],
)
def test_an_adjective_bends_with_its_noun(spec: str, told: str):
    assert format(GERMAN.noun_class("Bestellung", "Bestellungen"), spec) == told


def test_a_thing_of_unknown_gender_is_spoken_of_as_an_entry():
    it = GERMAN.noun_class("Xyzzq", "Xyzzqs")
    assert GERMAN.say("{it:einen neu}, {it:dem}, {it:many}", it=it) == "einen neuen Eintrag der Art Xyzzq, dem Eintrag der Art Xyzzq, Xyzzqs"


def test_somebody_of_unknown_gender_is_spoken_of_as_a_person_with_a_role():
    assert GERMAN.say("{who:Ein}, {who:rolle}", who=GERMAN.person("Vorgesetzter")) == "Eine Person mit der Rolle Vorgesetzter, „Vorgesetzter“"


def test_several_people_each_have_their_own_article():
    assert GERMAN.say("{who:dem}", who=GERMAN.people(["Hausleitung", "Kunde", "Mitglied"])) == "der Hausleitung, dem Kunden und dem Mitglied"


@pytest.mark.parametrize(
    ("noun", "gender"), [("Raumbuchung", "f"), ("E-Mail-Konto", "n"), ("Lastenrad", "n"), ("Bienenstock", "m"), ("Trainerin", "f"), ("Qwrtz", "")]
)
def test_a_compound_has_the_gender_of_its_last_part(noun: str, gender: str):
    assert gender_of(noun) == gender


def test_the_gender_of_every_noun_that_the_reader_knows_is_known():
    written = [
        word.partition("/")[0].removesuffix("-n") for words in json.loads(NOUNS.read_text(encoding="utf-8")).values() for word in words.split()
    ]
    things = [thing.name for domain in domains() for thing in domain.things] + [actor for domain in domains() for actor in domain.actors]
    assert {noun for noun in [*written, *things] if not gender_of(noun)} == WITHOUT


@pytest.mark.parametrize(("value", "told"), [(2.5, "2,5"), (1_000_000, "1000000"), (12, "12")])
def test_numbers_have_a_comma(value: float, told: str):
    assert GERMAN.number(value) == told


@pytest.mark.parametrize(("minutes", "told"), [(60, "1 Stunde"), (2880, "2 Tage"), (10080, "1 Woche"), (45, "45 Minuten")])
def test_spans_are_told_in_german(minutes: int, told: str):
    assert GERMAN.span(minutes) == told


@pytest.mark.parametrize(
    ("action", "label", "told"), [("create", "", "anlegen"), ("bestaetigen", "Bestätigen", "bestätigen"), ("zurueckgeben", "", "zurückgeben")]
)
def test_a_deed_has_its_umlauts_back(action: str, label: str, told: str):
    assert GERMAN.deed(action, label).name == told
