"""Things of German ideas: what they keep, how they are linked, and what rules add to them."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.domain import Attribute
from phases.sandboxed.author.entities import MAX_ENTITIES
from phases.sandboxed.author.german.mentions import find
from phases.sandboxed.author.german.reading import recognise
from phases.sandboxed.author.german.things import build, same_step
from phases.sandboxed.author.sourcing import by_idea
from phases.sandboxed.author.statements import split

SAID = by_idea("/text", "Räume")


def things(text):
    said = split({"text": text})
    return build(find(said), recognise(said))


def test_a_booking_refers_to_what_is_booked():
    found = things("Mitglieder buchen Räume.")
    assert [thing.id for thing in found] == ["raum", "buchung"] and found.find("Buchung").reference_to("raum") == "raum"


def test_what_the_idea_names_replaces_the_lexicon_s_general_thing():
    assert [thing.id for thing in things("Mitglieder buchen Kurse.")] == ["kurs", "buchung"]


def test_two_words_for_one_thing_are_one_thing():
    found = things("Urlaubsanträge: Mitarbeiter stellen Anträge, der Chef genehmigt Anträge.")
    assert [thing.id for thing in found] == ["urlaubsantrag"] and found.find("Antrag").id == "urlaubsantrag"


def test_verbs_of_change_make_a_life_cycle():
    (thing,) = [thing for thing in things("Der Meister gibt Arbeitszeiten frei.") if thing.states]
    assert (thing.states.initial, [step.action for step in thing.states.transitions]) == ("beantragt", ["freigeben"])


def test_a_step_is_added_once_and_only_for_a_verb_of_change():
    booking = things("Mitglieder buchen Räume.").find("Buchung")
    assert booking.step("genehmigen", SAID) == booking.step("genehmigen", SAID) == "genehmigen"
    assert [step.target for step in booking.states.transitions].count("genehmigt") == 1
    with pytest.raises(KeyError):
        booking.step("sehen", SAID)


def test_cancelling_keeps_the_verb_that_the_thing_has():
    assert same_step(things("Mitglieder buchen Räume.").find("Buchung"), "absagen") == "stornieren"


def test_a_rule_adds_an_attribute_with_its_words_as_source():
    room = things("Mitglieder buchen Räume.").find("Räume")
    assert room is None  # names are found by their singular
    room = things("Mitglieder buchen Räume.").find("Raum")
    room.keep(Attribute(name="preis", type="number", required=False), SAID)
    assert room.sources["preis"] == SAID and room.attribute("preis").type == "number"


def test_no_more_things_are_kept_than_a_product_has_room_for():
    found = things(
        "Wir verwalten Äpfel, Lampen, Tische, Stühle, Hefte, Taschen, Kisten, Flaschen, Bilder, Blumen, Bäume, Bretter, Boote, Busse und Glocken."
    )
    assert len(found) == MAX_ENTITIES and found.add("Anmeldung", SAID, description="Anmeldung") is None
