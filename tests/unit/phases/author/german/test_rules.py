"""Rules in German sentences, read into terms that a program can check."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.reading import read_idea

BASES = {
    "booking": "Mitglieder buchen Räume. Die Leitung verwaltet Räume.",
    "course": "Trainer legen Kurse mit Titel, Beginn und Ende an. Mitglieder melden sich zu Kursen an.",
    "library": "Mitglieder leihen Bücher aus, Bibliothekare verwalten Bücher.",
    "money": "Mitarbeiter reichen Auslagen mit Betrag und Datum ein. Der Vorgesetzte prüft Auslagen.",
    "shop": "Kunden bestellen Produkte. Verkäufer verwalten Produkte.",
    "patient": "Patienten buchen Termine. Ärzte verwalten Patienten.",
}
OVERLAP = {"kind": "no_overlap", "entity": "buchung", "start": "beginn", "end": "ende", "scope": ["raum"]}
RULES = [
    ("library", "Höchstens 3 Bücher pro Mitglied.", {"kind": "limit", "entity": "ausleihe", "per": "mitglied", "maximum": 3}),
    ("library", "Niemand darf mehr als 5 Bücher gleichzeitig ausleihen.", {"kind": "limit", "entity": "ausleihe", "per": "account", "maximum": 5}),
    (
        "booking",
        "Nicht mehr als 2 Buchungen pro Woche und Mitglied.",
        {"kind": "limit", "entity": "buchung", "period": "week", "on": "beginn", "maximum": 2},
    ),
    ("booking", "Es sind maximal zwei Buchungen je Mitglied und Tag erlaubt.", {"kind": "limit", "per": "account", "period": "day", "maximum": 2}),
    ("course", "Pro Tag finden höchstens 3 Kurse statt.", {"kind": "limit", "entity": "kurs", "period": "day", "maximum": 3}),
    ("booking", "Räume dürfen nicht doppelt gebucht werden.", OVERLAP),
    ("booking", "Doppelbuchungen sind ausgeschlossen.", OVERLAP),
    ("booking", "Buchungen desselben Raums dürfen sich nicht überschneiden.", OVERLAP),
    ("patient", "Termine dürfen sich nicht überschneiden.", {"kind": "no_overlap", "entity": "termin", "scope": []}),
    ("course", "Höchstens 12 Teilnehmer pro Kurs.", {"kind": "capacity", "entity": "anmeldung", "reference": "kurs", "maximum": 12}),
    ("course", "Kurse haben höchstens 12 Teilnehmer.", {"kind": "capacity", "entity": "anmeldung", "reference": "kurs", "maximum": 12}),
    ("course", "Ein Kurs bietet Platz für 20 Personen.", {"kind": "capacity", "entity": "anmeldung", "reference": "kurs", "maximum": 20}),
    (
        "money",
        "Auslagen über 500 Euro genehmigt nur die Leitung.",
        {"kind": "approval", "entity": "auslage", "action": "genehmigen", "roles": ["leitung"], "attribute": "betrag", "above": 500},
    ),
    (
        "money",
        "Auslagen ab 200 € muss der Vorgesetzte freigeben.",
        {"kind": "approval", "action": "freigeben", "roles": ["vorgesetzter"], "above": 199.99},
    ),
    (
        "money",
        "Auslagen über 1.000 Euro brauchen die Zustimmung der Geschäftsführung.",
        {"kind": "approval", "roles": ["geschaeftsfuehrung"], "above": 1000},
    ),
    ("booking", "Die Leitung bestätigt Buchungen.", {"kind": "access", "entity": "buchung", "actions": ["bestaetigen"], "roles": ["leitung"]}),
    ("library", "Nur Bibliothekare legen Bücher an.", {"kind": "access", "entity": "buch", "actions": ["create"], "roles": ["bibliothekar"]}),
    ("library", "Bücher dürfen nur von Bibliothekaren gelöscht werden.", {"kind": "access", "actions": ["delete"], "roles": ["bibliothekar"]}),
    ("library", "Mitglieder dürfen keine Bücher löschen.", {"kind": "access", "entity": "buch", "actions": ["delete"], "roles": ["bibliothekar"]}),
    ("shop", "Nur der Verkäufer ändert Preise.", {"kind": "access", "entity": "produkt", "actions": ["update"], "roles": ["verkaeufer"]}),
    (
        "booking",
        "Eine Anfrage verfällt nach 24 Stunden.",
        {"kind": "expiry", "entity": "buchung", "states": ["angefragt"], "target": "verfallen", "minutes": 1440},
    ),
    (
        "booking",
        "Wird eine Buchung nicht innerhalb von 2 Tagen bestätigt, verfällt sie.",
        {"kind": "expiry", "states": ["angefragt"], "minutes": 2880},
    ),
    ("booking", "Unbestätigte Buchungen werden nach 3 Tagen automatisch storniert.", {"kind": "expiry", "target": "storniert", "minutes": 4320}),
    (
        "course",
        "Spätestens 24 Stunden vor Beginn stornieren.",
        {"kind": "lead", "entity": "anmeldung", "action": "stornieren", "through": "kurs", "attribute": "beginn", "minimum": 1440},
    ),
    (
        "course",
        "Jeder Teilnehmer darf einen Kurs nur einmal bewerten.",
        {"kind": "limit", "entity": "bewertung", "maximum": 1, "per": "account", "scope": ["kurs"]},
    ),
    (
        "money",
        "Ein Mitarbeiter darf höchstens 300 Euro im Monat einreichen.",
        {"kind": "total", "entity": "auslage", "attribute": "betrag", "maximum": 300, "per": "account", "period": "month"},
    ),
    (
        "money",
        "Auslagen gehören zu einem Projekt. Die Auslagen eines Projekts dürfen das Budget nicht überschreiten.",
        {"kind": "total", "entity": "auslage", "within": "budget", "per": "projekt"},
    ),
    ("course", "Anmeldungen sind bis 2 Tage vor Kursbeginn möglich.", {"kind": "lead", "entity": "anmeldung", "action": "create", "minimum": 2880}),
    ("booking", "Buchungen sind höchstens 14 Tage im Voraus möglich.", {"kind": "lead", "entity": "buchung", "action": "create", "maximum": 20160}),
    ("course", "Wer zuerst kommt, mahlt zuerst.", {"kind": "queue", "entity": "anmeldung", "action": "aufnehmen", "scope": ["kurs"]}),
    ("course", "Ist ein Kurs voll, kommt man auf die Warteliste.", {"kind": "queue", "entity": "anmeldung", "scope": ["kurs"]}),
    ("patient", "Patienten sehen nur ihre eigenen Daten.", {"kind": "visibility", "entity": "termin", "roles": ["patient"]}),
    ("patient", "Jeder Patient kann nur seine eigenen Termine einsehen.", {"kind": "visibility", "entity": "termin", "roles": ["patient"]}),
    ("library", "Jede E-Mail-Adresse darf nur einmal vorkommen.", {"kind": "unique", "entity": "mitglied", "attributes": ["e_mail"]}),
    ("library", "Die ISBN ist eindeutig.", {"kind": "unique", "entity": "buch", "attributes": ["isbn"]}),
    (
        "library",
        "Mitglieder bewerten Bücher mit 1 bis 5 Sternen.",
        {"kind": "bound", "entity": "bewertung", "attribute": "sterne", "minimum": 1, "maximum": 5},
    ),
    (
        "shop",
        "Der Preis muss zwischen 1 und 500 Euro liegen.",
        {"kind": "bound", "entity": "produkt", "attribute": "preis", "minimum": 1, "maximum": 500},
    ),
    ("booking", "Drei Tage vorher kommt eine Erinnerung.", {"kind": "reminder", "entity": "buchung", "attribute": "beginn", "minutes": 4320}),
    (
        "library",
        "Mitglieder werden 2 Tage vor der Rückgabe erinnert.",
        {"kind": "reminder", "attribute": "faellig_am", "roles": ["mitglied"], "minutes": 2880},
    ),
    (
        "library",
        "Die Leihfrist beträgt 28 Tage.",
        {"kind": "duration", "entity": "ausleihe", "start": "ausgeliehen_am", "end": "faellig_am", "maximum": 40320},
    ),
    ("booking", "Eine Buchung dauert mindestens 30 Minuten und höchstens 4 Stunden.", {"kind": "duration", "minimum": 30, "maximum": 240}),
    ("booking", "Das Ende einer Buchung liegt immer nach dem Beginn.", {"kind": "chronology", "entity": "buchung", "start": "beginn", "end": "ende"}),
    ("patient", "Das Geburtsdatum ist ein Pflichtfeld.", {"kind": "required", "entity": "patient", "attribute": "geburtsdatum"}),
    ("shop", "Kunden müssen eine Adresse angeben.", {"kind": "required", "entity": "kunde", "attribute": "adresse"}),
    ("booking", "Die Räume sind von 8 bis 22 Uhr geöffnet.", {"kind": "statement"}),
    ("shop", "Bezahlt wird nur bar.", {"kind": "statement"}),
]


def read(base, sentence):
    return read_idea({"text": f"{BASES[base]} {sentence}"}).model


@pytest.mark.parametrize(("base", "sentence", "terms"), RULES)
def test_a_sentence_is_a_rule_of_its_kind(base, sentence, terms):
    found = [rule.to_json() for rule in read(base, sentence).rules]
    assert [rule for rule in found if all(rule.get(key) == value for key, value in terms.items())], found


@pytest.mark.parametrize(("base", "sentence", "terms"), RULES)
def test_a_rule_speaks_only_of_what_the_model_has(base, sentence, terms):
    model = read(base, sentence)
    actors = {actor.id for actor in model.actors}
    for rule in (rule for rule in model.rules if rule.entity):
        entity = model.entity(rule.entity)
        names = {attribute.name for attribute in entity.attributes}
        used = {rule.start, rule.end, rule.reference, rule.through, rule.on, *rule.attributes, *rule.scope} | ({rule.per} - {"account"})
        there = entity if not rule.through else model.entity(entity.attribute(rule.through).references)
        assert not rule.attribute or there.attribute(rule.attribute)
        assert used - {""} <= names and set(rule.roles) <= actors
        assert {*rule.states, *rule.ignored, rule.target} - {""} <= set(entity.states.values if entity.states else ())
        steps = {step.action for step in entity.states.transitions} if entity.states else set()
        assert {rule.action, *rule.actions} - {""} <= steps | {"create", "update", "delete", "view"}


def test_waiting_rows_take_no_seat_and_cancelled_ones_neither():
    model = read("course", "Höchstens 12 Teilnehmer pro Kurs, danach gibt es eine Warteliste.")
    capacity = next(rule for rule in model.rules if rule.kind == "capacity")
    assert capacity.ignored == ("wartend", "storniert") and model.entity("anmeldung").states.initial == "wartend"


def test_whoever_approves_more_may_approve_at_all():
    model = read_idea({"text": "Der Chef genehmigt Anträge. Anträge über 500 Euro genehmigt nur der Vorstand."}).model
    access, approval = model.rules
    assert (access.roles, approval.roles, approval.above) == (("chef", "vorstand"), ("vorstand",), 500)


def test_a_span_that_a_rule_speaks_of_ends_after_it_begins():
    rule = read("booking", "Räume dürfen nicht doppelt gebucht werden.").rules[-1]
    assert (rule.kind, rule.start, rule.end) == ("chronology", "beginn", "ende")


def test_the_text_of_a_rule_is_its_clause_in_the_words_of_the_idea():
    model = read("booking", "Räume dürfen nicht doppelt gebucht werden, und jedes Mitglied darf höchstens 2 Buchungen pro Woche anlegen.")
    assert [rule.text for rule in model.rules[:2]] == [
        "Räume dürfen nicht doppelt gebucht werden.",
        "Jedes Mitglied darf höchstens 2 Buchungen pro Woche anlegen.",
    ]


def test_what_is_somebody_s_alone_holds_for_all_verbs_of_the_sentence():
    model = read("library", "Nur Bibliothekare legen Bücher an und löschen sie.")
    assert {rule.actions for rule in model.rules if rule.kind == "access"} == {("create",), ("delete",)}


def test_a_subject_from_the_clause_before_has_no_place_in_this_one():
    text = "Buchungen nicht eindeutig Kund*innen bis 5 eigenen bewerten E-Mail oder ein doppelt nicht nur exportieren 1 je usw"
    assert read_idea({"text": f"Mitglieder buchen eine Pflicht – , {text}"}).model.language == "de"
