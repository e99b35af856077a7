"""The German lexicon: well-formed, with a sentence for each thing and each actor, and steps that are known to the rule of states."""

from __future__ import annotations

from phases.sandboxed.author.german.lexicon import domains, known, transition
from phases.sandboxed.author.german.vocabulary import id_of
from phases.sandboxed.rules import rules


def test_each_thing_and_actor_has_its_sentence():
    assert [thing.rule for domain in domains() for thing in domain.things if thing.rule not in rules()] == []
    assert [name for domain in domains() for name in domain.actors if f"german.actor.{id_of(name)}" not in rules()] == []


def test_references_lead_to_things_of_the_same_domain():
    for domain in domains():
        present = {thing.id for thing in domain.things}
        assert {attribute.references for thing in domain.things for attribute in thing.attributes} - {""} <= present


def test_states_begin_with_their_initial_one_and_have_no_blank():
    for thing in (thing for domain in domains() for thing in domain.things if thing.states):
        assert thing.states.values[0] == thing.states.initial and not any(" " in value for value in thing.states.values)


def test_labels_keep_umlauts_and_names_do_not():
    due = known("aufgabe", None).attributes
    assert [(entry.name, entry.label) for entry in due if entry.type == "date"] == [("faellig_am", "Fällig am")]


def test_an_alias_is_known_in_its_own_domain_only():
    booking = next(domain for domain in domains() if domain.name == "booking")
    assert known("reservierung", booking).id == "buchung" and known("reservierung", None) is None


def test_a_step_with_umlauts_has_an_ascii_name_and_a_label():
    assert (transition(source="a", verb="bestätigen", target="b").action, transition(source="a", verb="bestätigen", target="b").label) == (
        "bestaetigen",
        "Bestätigen",
    )
