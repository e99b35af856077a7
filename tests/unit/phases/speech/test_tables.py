"""The tables of every language have each pattern that the code says, with its blanks, and nothing that nobody says."""

from __future__ import annotations

import json

import pytest

from phases.sandboxed.rules import FOLDER, read_rules
from phases.sandboxed.speech import languages, speech_of
from phases.sandboxed.speech.saying import Noun, tables
from tests.unit.phases.speech.patterns import blanks, forms, said

# files whose rules documents cite, and the others that they cite from files which speak to the reader of English or to machines
CITED = ("architecture", "bizdev", "critique", "ideation", "prd")
CITED_OF_OTHERS = ("alternatives.", "intake.limit.", "release.limit.", "release.docs.", "release.notes.")


@pytest.mark.parametrize("language", languages())
def test_every_pattern_is_said_in_every_language(language: str):
    missing = {pattern: file for pattern, file in said().items() if pattern not in tables(language)}
    assert missing == {}


@pytest.mark.parametrize("language", languages())
def test_no_table_holds_what_nobody_says(language: str):
    assert sorted(set(tables(language)) - set(said())) == []


@pytest.mark.parametrize("language", languages())
def test_a_pattern_in_another_language_has_no_other_blanks(language: str):
    # `it` may be added: whoever speaks of a thing has it at hand
    strange = {english: told for english, told in tables(language).items() if not blanks(told) <= blanks(english) | {"it"}}
    assert strange == {}


@pytest.mark.parametrize("language", languages())
def test_a_rule_in_another_language_is_a_rule_of_the_first(language: str):
    assert sorted(set(read_rules(FOLDER / language)) - set(read_rules(FOLDER))) == []


@pytest.mark.parametrize("language", languages())
def test_no_rule_that_documents_cite_is_lacking(language: str):
    written = {id for file in CITED for id in json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8"))}
    written |= {id for id in read_rules(FOLDER) if id.startswith(CITED_OF_OTHERS)}
    assert sorted(written - set(read_rules(FOLDER / language))) == []


@pytest.mark.parametrize("language", ["en", *languages()])
def test_every_form_that_a_pattern_asks_for_is_known(language: str):
    speech = speech_of(language)
    nouns = (speech.noun_class("Ding", "Dinge"), speech.person("Gast"), speech.deed("create"))
    unknown = [
        (pattern, form)
        for pattern in said()
        for form in forms(tables(language).get(pattern, pattern))
        if not any(_bends(noun, form) for noun in nouns)
    ]
    assert unknown == []


def _bends(noun: Noun, form: str) -> bool:
    try:
        return bool(format(noun, form))
    except KeyError:
        return False
