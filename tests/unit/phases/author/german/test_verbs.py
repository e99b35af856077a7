"""German verbs in their forms, with prefixes that stand apart, and what they mean for a product."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.german.verbs import (
    is_participle,
    known_verbs,
    lemma_of,
    meaning,
    of_participle,
    opens,
    own_noun,
    participle,
    separated,
    step,
)
from phases.sandboxed.rules import rules


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("bucht", "buchen"),
        ("gebucht", "buchen"),
        ("anzulegen", "anlegen"),
        ("ausgeliehen", "ausleihen"),
        ("leiht", "leihen"),
        ("bestätigt", "bestätigen"),
        ("storniert", "stornieren"),
        ("freigegeben", "freigeben"),
        ("verfällt", "verfallen"),
        ("Meldet", "melden"),
        ("gelaufen", "laufen"),
        ("tisch", None),
    ],
)
def test_a_form_leads_to_its_infinitive(form, lemma):
    assert lemma_of(form) == lemma


def test_a_prefix_that_stands_apart_belongs_to_its_verb():
    assert [separated("legen", "an"), separated("gibt", "frei"), separated("leiht", "aus"), separated("legt", "aus")] == [
        "anlegen",
        "freigeben",
        "ausleihen",
        None,
    ]
    assert opens("legt") and not opens("prüft")


def test_participles_are_known_also_as_adjectives():
    assert is_participle("gebucht") and not is_participle("buchen")
    assert (of_participle("bestätigte"), of_participle("abgeholten"), of_participle("schöne")) == ("bestätigen", "abholen", "")
    assert (participle("buchen"), participle("ausleihen")) == ("gebucht", "ausgeliehen")


def test_verbs_mean_operations_steps_and_things_of_their_own():
    assert (meaning("anlegen"), meaning("löschen"), meaning("trainieren")) == ("create", "delete", None)
    assert step("genehmigen") == ("beantragt", "genehmigt") and step("sehen") is None
    assert (own_noun("buchen"), own_noun("sehen")) == ("Buchung", "")


def test_the_rule_of_states_names_each_verb_of_change():
    assert [verb for verb in known_verbs() if step(verb) and verb not in rules()["german.states"]] == []
