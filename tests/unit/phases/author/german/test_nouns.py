"""German nouns: from any form to the singular, to the plural, and which of the two a form is."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.german.nouns import is_known, is_plural, plural, singular


@pytest.mark.parametrize(
    ("form", "single", "many"),
    [
        ("Buchungen", "Buchung", "Buchungen"),
        ("Büchern", "Buch", "Bücher"),
        ("Räume", "Raum", "Räume"),
        ("Vereinsmitgliedern", "Vereinsmitglied", "Vereinsmitglieder"),
        ("Kurses", "Kurs", "Kurse"),
        ("Kunden", "Kunde", "Kunden"),
        ("Patientinnen", "Patientin", "Patientinnen"),
        ("Dienstpläne", "Dienstplan", "Dienstpläne"),
        ("Reparaturaufträge", "Reparaturauftrag", "Reparaturaufträge"),
        ("Zeugnisse", "Zeugnis", "Zeugnisse"),
        ("Lieferanten", "Lieferant", "Lieferanten"),
        ("Schlüssel", "Schlüssel", "Schlüssel"),
        ("Haustiere", "Haustier", "Haustiere"),
        ("Teilnehmende", "Teilnehmende", "Teilnehmende"),
        ("Zutaten", "Zutat", "Zutaten"),
        ("Fotos", "Foto", "Fotos"),
        ("Kategorien", "Kategorie", "Kategorien"),
        ("E-Mail-Adressen", "E-Mail-Adresse", "E-Mail-Adressen"),
    ],
)
def test_a_form_has_a_singular_and_its_plural(form, single, many):
    assert (singular(form), plural(single)) == (single, many)


def test_an_unknown_noun_goes_by_its_ending():
    assert [plural(noun) for noun in ("Zwickung", "Grobheit", "Fritzchen", "Zwickerin", "Krauter", "Muckel")] == [
        "Zwickungen",
        "Grobheiten",
        "Fritzchen",
        "Zwickerinnen",
        "Krauter",
        "Muckel",
    ]


def test_the_singular_of_a_singular_is_itself():
    assert [singular(noun) for noun in ("Kurs", "Adresse", "Preis", "Zentrale")] == ["Kurs", "Adresse", "Preis", "Zentrale"]


def test_plurals_are_told_from_singulars():
    assert is_plural("Bücher") and is_plural("Buchungen") and not is_plural("Kurs") and not is_plural("Trainer")


def test_compounds_of_known_nouns_are_known():
    assert is_known("Werkzeugkisten") and not is_known("Zwick")
