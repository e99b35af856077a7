"""Words: how nouns and verbs bend, what names a person, which numbers stand in a text, which words are doubtful."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.ambiguity import doubts
from phases.sandboxed.author.attributes import named, states_for
from phases.sandboxed.author.numbers import in_text
from phases.sandboxed.author.statements import split
from phases.sandboxed.author.vocabulary import base_verb, is_person, plural, singular


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("todo", "todos"),
        ("craftsman", "craftsmen"),
        ("human", "humans"),
        ("category", "categories"),
        ("box", "boxes"),
        ("person", "people"),
        ("class", "classes"),
        ("diagnosis", "diagnoses"),
        ("beehive", "beehives"),
        ("homework", "homework"),
        ("bus", "buses"),
    ],
)
def test_nouns_bend_both_ways(one, many):
    assert (plural(one), singular(many), singular(one)) == (many, one, one)


@pytest.mark.parametrize(
    ("form", "base"), [("tracks", "track"), ("borrowed", "borrow"), ("planning", "plan"), ("notifies", "notify"), ("table", None)]
)
def test_verbs_find_their_base(form, base):
    assert base_verb(form) == base


@pytest.mark.parametrize(("noun", "person"), [("beekeeper", True), ("librarian", True), ("reminder", False), ("plant", False), ("goalkeeper", True)])
def test_people_are_known_by_word_or_ending(noun, person):
    assert is_person(noun) is person


def test_numbers_keep_their_units():
    found = [(quantity.value, quantity.unit) for quantity in in_text("At most 10,000 users pay $2.5 for 3 books within 24 hours, 5% of two rooms")]
    assert found == [(10000, "user"), (2.5, "USD"), (3, "book"), (24, "hour"), (5, "percent"), (2, "room")]


def test_statements_are_slices_of_the_idea_with_their_place():
    idea = {"text": "# Shop\n- Sells v2.0 of tea. Ships it!", "constraints": ["No pets"]}
    assert [(entry.pointer, entry.text) for entry in split(idea)] == [
        ("/text", "Shop"),
        ("/text", "Sells v2.0 of tea."),
        ("/text", "Ships it!"),
        ("/constraints/0", "No pets"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A fast todo app", [("fast", "intake.measure.fast")]),
        ("A fast todo app that answers in 2 seconds", []),
        ("It sends todos", [("It", "")]),
        ("Users keep todos and share them, etc.", [("them", "intake.ambiguity.pronoun"), ("etc", "intake.ambiguity.open_list")]),
        ("Maybe stuff", [("stuff", ""), ("Maybe", "")]),
    ],
)
def test_doubtful_words_know_the_rule_that_may_resolve_them(text, found):
    assert [(doubt.word, doubt.rule) for doubt in doubts(split({"text": text}))] == found


def test_attributes_take_their_type_from_their_last_word():
    names = ("due_date", "weight", "page_count", "colour", "start_time")
    assert [named(name).type for name in names] == [
        "date",
        "number",
        "integer",
        "text",
        "datetime",
    ]


def test_verbs_of_change_make_states():
    states = states_for(["lend", "browse", "return"])
    assert states.initial == "available"
    steps = [(step.source, step.action, step.target) for step in states.transitions]
    assert steps == [
        ("available", "lend", "lent"),
        ("lent", "return", "available"),
    ]
