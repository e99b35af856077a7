"""What actors do with things, in German sentences."""

from __future__ import annotations

from phases.sandboxed.author.german.actions import can
from phases.sandboxed.author.reading import read_idea


def actions(text):
    return {action.id: (action.actor, action.phrase) for action in read_idea({"text": text}).model.actions}


def test_people_act_in_the_plural_and_an_office_does_not():
    assert [can(name) for name in ("Mitglied", "Hausleitung", "Vorstand")] == [
        ("Mitglieder", "können"),
        ("Die Hausleitung", "kann"),
        ("Der Vorstand", "kann"),
    ]


def test_deeds_go_by_the_operation_of_the_product_and_steps_by_their_own_name():
    found = actions("Mitglieder buchen Räume. Die Leitung bestätigt Buchungen.")
    assert found["create_buchung"] == ("mitglied", "Mitglieder können Buchungen anlegen: „buchen Räume“.")
    assert found["bestaetigen_buchung"] == ("leitung", "Die Leitung kann Buchungen bestätigen.")


def test_whoever_makes_a_row_does_not_decide_on_it_where_there_is_somebody_else():
    found = actions("Trainer legen Kurse an, Mitglieder melden sich zu Kursen an. Es gibt eine Warteliste.")
    assert found["aufnehmen_anmeldung"][0] == "trainer" and found["create_anmeldung"][0] == "mitglied"


def test_what_happens_by_itself_is_nobody_s_deed():
    assert not any(id.startswith("verfallen") for id in actions("Mitglieder buchen Räume. Buchungen verfallen nach 2 Tagen."))
