"""German statements as clauses: verbs with their prefixes, who acts, and what it is about."""

from __future__ import annotations

from phases.sandboxed.author.german.clauses import clauses


def shape(text):
    return [
        ([lemma for lemma, _ in clause.verbs], [phrase.noun for phrase in clause.people], [phrase.noun for phrase in clause.objects])
        for clause in clauses(text)
    ]


def test_a_separated_prefix_joins_its_verb():
    assert shape("Trainer legen Kurse an.") == [(["anlegen"], ["Trainer"], ["Kurs"])]


def test_a_clause_without_subject_takes_the_one_before_and_a_pronoun_its_object():
    assert shape("Die Leitung nimmt Anträge an oder lehnt sie ab.") == [
        (["annehmen"], ["Leitung"], ["Antrag"]),
        (["ablehnen"], ["Leitung"], ["Antrag"]),
    ]
    assert clauses("Die Leitung nimmt Anträge an oder lehnt sie ab.")[1].inherits


def test_in_the_passive_people_act_behind_von():
    (found,) = clauses("Ausgaben müssen von einem Elternteil genehmigt werden.")
    assert found.passive and [phrase.noun for phrase in found.people] == ["Elternteil"] and [phrase.noun for phrase in found.objects] == ["Ausgabe"]


def test_a_list_of_verbs_is_one_clause():
    assert shape("Mitglieder können Termine anlegen, ändern und löschen.")[0][0] == ["anlegen", "ändern", "löschen"]


def test_word_order_is_free():
    assert shape("Kurse legen die Trainer an.") == [(["anlegen"], ["Trainer"], ["Kurs"])]


def test_a_heading_is_a_clause_of_its_own():
    assert len(clauses("Sportverein: Mitglieder buchen Kurse.")) == 2
