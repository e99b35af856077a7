"""Attributes that follow from German nouns, and what a thing of a kind keeps."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.german.attributes import is_attribute, named, typical


@pytest.mark.parametrize(
    ("noun", "name", "type", "unit"),
    [
        ("Fälligkeitsdatum", "faelligkeitsdatum", "date", ""),
        ("Beginn", "beginn", "datetime", ""),
        ("Preis", "preis", "number", "EUR"),
        ("Teilnehmerzahl", "teilnehmerzahl", "integer", ""),
        ("Zubereitungszeit", "zubereitungszeit", "integer", "Minuten"),
        ("Straße", "strasse", "text", ""),
    ],
)
def test_a_noun_gives_name_type_unit_and_label(noun, name, type, unit):
    attribute = named(noun)
    assert (attribute.name, attribute.type, attribute.unit, attribute.label) == (name, type, unit, noun)


def test_a_priority_is_one_of_three():
    assert named("Priorität").values == ("niedrig", "normal", "hoch")


@pytest.mark.parametrize(
    ("noun", "rule", "names"),
    [
        ("Inspektion", "german.attributes.event", ["titel", "datum", "notizen"]),
        ("Honigertrag", "german.attributes.measure", ["titel", "menge", "datum", "notizen"]),
        ("Bewohner", "german.attributes.person", ["name", "e_mail"]),
        ("Werkzeug", "german.attributes.thing", ["name", "beschreibung"]),
    ],
)
def test_a_thing_keeps_what_its_kind_asks_for(noun, rule, names):
    found, attributes = typical(noun)
    assert (found, [attribute.name for attribute in attributes]) == (rule, names)


def test_values_are_told_from_things():
    assert is_attribute("Inventarnummer") and is_attribute("Titel") and not is_attribute("Buchung")
