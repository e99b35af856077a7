"""Every prose string of every document that a German idea gets is German, and of an English one English: no mixture.

The detector is the reader's own (`author.languages`). It is shown that it finds a sentence in the other language.
"""

from __future__ import annotations

import functools
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from phases.sandboxed.author import languages
from phases.sandboxed.author.languages import language_of
from tests.support.ideas import idea
from tests.unit.phases.author.test_german_phases import PHASES, run

IDEAS = {"german_1.md": "de", "german_2.md": "de", "tennis_club.md": "en", "expense_claims.md": "en"}
# what is no prose: SQL, commands, formulas, paths, names of parts and tools, and the words of a contract that programs read
FIXED = frozenset(
    {"sources", "sql", "command", "expression", "formula", "source", "endpoints", "operation", "condition", "health", "alert_when_not"}
    | {"cardinality", "origin", "status", "domain", "unit", "choice"}
)
# a report of a tool is what a machine measured; a contract is checked by itself; sealed scripts are data
LEFT_OUT = frozenset({"ToolReport", "OpenAPI", "SealedTests"})
FEWEST_WORDS = 4
PROFILES = Path(languages.__file__).with_name("languages.json")
_QUOTED = re.compile(r"„[^“]*“|“[^”]*”|\([^)]*\)|\S*[/_<>=.]\S+")
Strings = Iterator[tuple[str, str]]


@functools.cache
def documents(name: str) -> tuple[tuple[str, Any], ...]:
    """Return (type, content) of every artifact up to the architecture."""
    with tempfile.TemporaryDirectory() as folder:
        bench, _ = run(Path(folder) / "run", idea(name), *PHASES)
        return tuple((ref.type, json.loads(bench.bytes[ref.id])) for ref in bench.refs if ref.media_type == "application/json")


def strings(value: Any, pointer: str = "") -> Strings:
    """Yield (pointer, string) of everything in an artifact that may be prose."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in FIXED:
                yield from strings(inner, f"{pointer}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from strings(inner, f"{pointer}/{index}")
    elif isinstance(value, str):
        yield pointer, value


@functools.cache
def stop_words(language: str) -> frozenset[str]:
    """Return the commonest words of a language that the other one does not have."""
    listed = {code: frozenset(words.split()) for code, words in json.loads(PROFILES.read_text(encoding="utf-8"))["stop_words"].items()}
    return listed[language] - listed["de" if language == "en" else "en"]


def is_stranger(text: str, language: str) -> bool:
    """Tell whether a text is in another language: by the detector, and no common word of its own speaks against it."""
    words = prose(text).lower().split()
    return len(words) >= FEWEST_WORDS and language_of(prose(text)) not in (language, "unknown") and not stop_words(language) & set(words)


def prose(text: str) -> str:
    """Return a text without what it quotes, paths and names of files: these keep their own language."""
    return _QUOTED.sub(" ", text)


def strangers(name: str, language: str) -> list[tuple[str, str, str]]:
    """Return (type, pointer, text) of every prose string that is in another language than the idea."""
    told = [(type, *entry) for type, content in documents(name) if type not in LEFT_OUT for entry in strings(content)]
    return [entry for entry in told if is_stranger(entry[2], language)]


@pytest.mark.parametrize(("name", "language"), IDEAS.items())
def test_the_documents_of_an_idea_speak_its_language(name: str, language: str):
    assert strangers(name, language) == []


@pytest.mark.parametrize(("name", "language"), IDEAS.items())
def test_most_of_what_is_looked_at_is_recognised(name: str, language: str):
    told = [text for type, content in documents(name) if type not in LEFT_OUT for _, text in strings(content) if len(prose(text).split()) >= 6]
    assert len(told) > 200
    assert sum(language_of(prose(text)) == language for text in told) / len(told) > 0.9


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("no booking yet, and the form is empty", "en"),
        ("Keep bookings in one place for the manager", "en"),
        ("eine Buchung mit demselben Wert beginnt, bevor die erste endet", "de"),
        ("to confirm a buchung of the mitglied", "en"),
    ],
)
def test_the_detector_tells_the_languages_apart(text: str, language: str):
    assert language_of(prose(text)) == language
    assert is_stranger(text, "de" if language == "en" else "en")
