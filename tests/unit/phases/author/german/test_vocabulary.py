"""German words: ids, forms for both sexes, people, and what a product word is about."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.german.vocabulary import id_of, is_person, is_product, male, neutral, topic_of


def test_a_name_becomes_an_id_in_ascii_letters():
    assert [id_of(name) for name in ("Prüfung", "E-Mail-Adresse", "Straße", "Fällig am")] == ["pruefung", "e_mail_adresse", "strasse", "faellig_am"]


@pytest.mark.parametrize(
    ("written", "plain"), [("Trainer:innen", "Trainer"), ("Kund*innen", "Kunde"), ("SchülerInnen", "Schüler"), ("Kurse", "Kurse")]
)
def test_forms_for_both_sexes_lose_their_mark(written, plain):
    assert neutral(written) == plain


def test_the_female_form_of_a_person_leads_to_the_male_one():
    assert [male(noun) for noun in ("Patientin", "Ärztin", "Köchin", "Kundin", "Kabine")] == ["Patient", "Arzt", "Koch", "Kunde", "Kabine"]


def test_people_are_told_from_things():
    assert all(is_person(noun) for noun in ("Mitglied", "Hausleitung", "Gerätewart", "Kursleiterin", "Teilnehmende", "Geschäftsführung"))
    assert not any(is_person(noun) for noun in ("Buchung", "Termin", "Leitfaden", "Raum"))


@pytest.mark.parametrize(
    ("noun", "topic"), [("Buchungs-App", "Buchung"), ("Vereinsverwaltung", "Verein"), ("Kursplattform", "Kurs"), ("App", ""), ("Mitfahrzentrale", "")]
)
def test_a_product_word_says_what_it_is_about(noun, topic):
    assert is_product(noun) and topic_of(noun) == topic
