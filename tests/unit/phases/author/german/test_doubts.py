"""Doubtful words of German statements, and the rules that resolve them."""

from __future__ import annotations

from phases.sandboxed.author.ambiguity import ambiguity, doubts
from phases.sandboxed.author.german.doubts import in_text
from phases.sandboxed.author.statements import split


def found(text, *, named_before=False):
    return [(word, kind, bool(rule)) for word, kind, rule in in_text(text, named_before=named_before)]


def test_vague_words_are_resolved_by_a_measure_in_any_form():
    assert found("Eine schnelle und einfache App") == [("schnelle", "vague", True), ("einfache", "vague", True)]


def test_a_pronoun_needs_something_named_before():
    assert found("Sie buchen sie.")[:1] == [("Sie", "pronoun", False)]
    assert found("Sie buchen Räume.", named_before=True) == [("Sie", "pronoun", True)]


def test_es_gibt_stands_for_nothing():
    assert found("Danach gibt es eine Warteliste.") == []


def test_hedges_and_empty_nouns_stay_open():
    assert found("Vielleicht irgendwas mit Büchern usw.") == [
        ("usw", "open list", True),
        ("irgendwas", "empty noun", False),
        ("Vielleicht", "hedge", False),
    ]


def test_german_statements_are_measured_by_german_rules():
    said = split({"text": "Mitglieder buchen Räume. Sie stornieren Buchungen schnell, vielleicht."})
    assert [doubt.word for doubt in doubts(said)] == ["Sie", "schnell", "vielleicht"]
    assert ambiguity(said, {"ambiguities": []}) == 1.5
