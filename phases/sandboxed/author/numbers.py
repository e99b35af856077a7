"""Numbers with their units, as the idea names them."""

from __future__ import annotations

import re

from phases.sandboxed.author.domain import Quantity
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.author.vocabulary import singular, words

_CURRENCY = {"$": "USD", "€": "EUR", "£": "GBP"}
_NUMBER = re.compile(r"(?P<sign>[$€£])?(?<![\w.])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(?P<unit>%|€|[A-Za-z][A-Za-z-]*)?")
WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "twenty": 20,
    "thirty": 30,
    "fifty": 50,
    "hundred": 100,
    "thousand": 1000,
}
_WRITTEN = re.compile(rf"\b(?P<number>{'|'.join(WORDS)})\s+(?P<unit>[A-Za-z][A-Za-z-]*)", re.IGNORECASE)


def quantities(told: tuple[Statement, ...]) -> tuple[Quantity, ...]:
    """Return every number of the statements with the word after it as unit (singular), in order; `phrase` is as written."""
    return tuple(quantity for statement in told for quantity in in_text(statement.text))


def in_text(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of one text."""
    found: list[tuple[int, Quantity]] = []
    for match in _NUMBER.finditer(text):
        plain = match["number"].replace(",", "")
        value = float(plain) if "." in plain else int(plain)
        found.append((match.start(), Quantity(value=value, unit=_unit(match["sign"], match["unit"]), phrase=match.group().strip())))
    for match in _WRITTEN.finditer(text):
        unit = _unit(None, match["unit"])
        if unit != "count":
            found.append((match.start(), Quantity(value=WORDS[match["number"].lower()], unit=unit, phrase=match.group())))
    return tuple(quantity for _, quantity in sorted(found, key=lambda entry: entry[0]))


def _unit(sign: str | None, word: str | None) -> str:
    if sign:
        return _CURRENCY[sign]
    if not word:
        return "count"
    if word in ("%", "€"):
        return {"%": "percent", "€": "EUR"}[word]
    lower = word.lower()
    closed = words("prepositions") | words("conjunctions") | words("auxiliaries") | words("modals") | words("pronouns") | words("determiners")
    return "count" if lower in closed else singular(lower)
