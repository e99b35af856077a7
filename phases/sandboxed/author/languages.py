"""Which language a text is written in, by its script, its commonest words and its letters (languages.json). Used by the readers.

A profile is no proof: few words decide little. So English, which most short names are written in, is what a text counts as
when it has words that the English reader knows and nothing that points elsewhere.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from phases.sandboxed.author.vocabulary import base_verb, singular, words

UNKNOWN = "unknown"
READ = ("en", "de")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FOREIGN_SCRIPT_SHARE = 0.4
# evidence a language needs to be more than a guess, and how far it must lead English to be taken instead of it
_ENOUGH, _LEAD = 0.75, 1.5
_KNOWN_WORD, _GERMAN_PIECE, _ENDING, _CAPITAL, _LETTER = 0.4, 1.0, 0.4, 0.3, 0.6
_GERMAN_ENDING = re.compile(r".{3,}(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|nisse)")
_ENGLISH_ENDING = re.compile(r".{3,}(?:ing|ings|tion|tions|ment|ments|ness|able|ory|ies|keeper)")
_ENGLISH = ("product_words", "process_words", "people_words", "event_nouns", "attribute_nouns", "mass_nouns", "adjectives", "prepositions")


@functools.cache
def _profiles() -> Mapping[str, Any]:
    return json.loads((Path(__file__).parent / "languages.json").read_text(encoding="utf-8"))


@functools.cache
def _stop_words() -> Mapping[str, Mapping[str, float]]:
    """Return word → language → weight: a word of three languages speaks for each with a third, a single letter half as loud."""
    speakers: dict[str, set[str]] = {}
    for language, listed in _profiles()["stop_words"].items():
        for word in listed.split():
            speakers.setdefault(word, set()).add(language)
    return {word: {language: (1 if len(word) > 1 else 0.5) / len(found) for language in found} for word, found in speakers.items()}


@functools.cache
def _letters() -> Mapping[str, tuple[str, ...]]:
    """Return letter → the languages that write it."""
    own = _profiles()["letters"]
    every = {letter for letters in own.values() for letter in letters.lower()}
    return {letter: tuple(language for language in sorted(own) if letter in own[language].lower()) for letter in sorted(every)}


def language_name(code: str) -> str:
    """Return the English name of a language: `fr` → `French`; of an unknown code the code."""
    return str(_profiles()["names"].get(code, code))


def language_of(text: str) -> str:
    """Return the ISO 639 code of the language that a text seems to be in, or `unknown` where it has too little to tell."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return UNKNOWN
    foreign = [letter for letter in letters if ord(letter) > 0x36F and not 0x1E00 <= ord(letter) <= 0x1EFF]
    if len(foreign) / len(letters) >= _FOREIGN_SCRIPT_SHARE:
        return _by_script("".join(foreign))
    scores = _scores(text)
    best = max(sorted(scores), key=lambda language: scores[language])
    if scores[best] < _ENOUGH / 2:
        return UNKNOWN
    if best != "en" and (scores[best] < _ENOUGH or scores[best] < _LEAD * scores["en"]):
        return "en" if scores["en"] > 0 else UNKNOWN
    return best


def language_of_idea(idea: Mapping[str, Any]) -> str:
    """Return the language of all texts of an idea together."""
    return language_of("\n".join(_texts(idea)))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for key in sorted(value) for text in _texts(value[key])]
    return [text for item in value for text in _texts(item)] if isinstance(value, (list, tuple)) else []


def _by_script(letters: str) -> str:
    """Return the first language of the table whose script most of the letters have and, where it has them, whose own letters occur."""
    for language, span, own in _profiles()["scripts"]:
        inside = len(re.findall(f"[{span}]", letters))
        # Japanese is written with as many Chinese signs as its own: a tenth of them is enough
        wanted = 0.1 if language == "ja" else 0.5
        if inside / len(letters) >= wanted and (not own or any(letter in own for letter in letters)):
            return str(language)
    return UNKNOWN


def _scores(text: str) -> dict[str, float]:
    """Return the evidence for each language that is written in Latin letters."""
    scores = dict.fromkeys(_profiles()["stop_words"], 0.0)
    for match in _WORD.finditer(text):
        word = match.group().lower()
        speaking = _stop_words().get(word, {})
        for language, weight in speaking.items():
            scores[language] += weight
        if not speaking:
            scores["en"] += _KNOWN_WORD if _is_english(word) else _ENDING if _ENGLISH_ENDING.fullmatch(word) else 0
            scores["de"] += _GERMAN_PIECE if _is_german(word) else _ENDING if _GERMAN_ENDING.fullmatch(word) else 0
    for letter in text.lower():
        speaking = _letters().get(letter, ())
        for language in speaking:
            scores[language] += _LETTER / len(speaking)
    if scores["de"] >= _CAPITAL:
        # inside a sentence only German writes its nouns with capitals; names have them in every language, so they decide nothing alone
        scores["de"] += min(1.0, _CAPITAL * len(re.findall(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]", text)))
    return scores


def _is_english(word: str) -> bool:
    parts = word.split("-")
    return bool(base_verb(parts[0])) or any(singular(part) in words(kind) for part in parts for kind in _ENGLISH)


def _is_german(word: str) -> bool:
    pieces = _profiles()["german_pieces"].split()
    parts = word.split("-")
    known = any(part == piece for part in parts for piece in pieces if len(piece) > 4)
    return known or any(len(word) > len(piece) + 2 and word.endswith(piece) for piece in pieces if len(piece) > 4)
