"""Numbers, spans of time and amounts of money in German texts."""

from __future__ import annotations

import re

from phases.sandboxed.author.domain import Quantity
from phases.sandboxed.author.german.nouns import singular

NUMBER_WORDS = {
    "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8,
    "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "vierzehn": 14, "fünfzehn": 15, "zwanzig": 20, "vierundzwanzig": 24, "dreißig": 30, "fünfzig": 50,
    "hundert": 100, "tausend": 1000,
}  # fmt: skip
NUMBER = rf"(?:\d+(?:[.,]\d+)*|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_MINUTES = {"minut": 1, "stund": 60, "std": 60, "tag": 1440, "werktag": 1440, "woch": 10080, "monat": 43200, "jahr": 525600}
_SPAN = re.compile(
    rf"\b(?P<number>{NUMBER})\s*(?P<unit>minuten?|stunden?|std|h|(?:werk|kalender)?tage?n?|wochen?|monate?n?|jahre?n?)\b", re.IGNORECASE
)
_MONEY = re.compile(rf"(?P<number>{NUMBER})\s*(?:euro|eur|€)(?!\w)", re.IGNORECASE)
_UNIT = re.compile(r"(?<![\w.,])(?P<number>\d+(?:[.,]\d+)*)\s*(?P<unit>%|€|[^\W\d_]+(?:-[^\W\d_]+)*)?")
_PLAIN_UNITS = {"%": "percent", "€": "EUR", "euro": "EUR", "eur": "EUR", "prozent": "percent"}
PERIODS = {"tag": "day", "woche": "week", "monat": "month", "jahr": "year"}
_PERIOD = re.compile(
    r"\b(?:(?:pro|je) \w+ und|pro|je|am|in der|im|an einem|in einer|in einem|jede[nrs]?)\s+(?:kalender|werk)?(?P<unit>tag|woche|monat|jahr)\b"
    r"|\b(?P<word>täglich|wöchentlich|monatlich|jährlich)"
)


def number(text: str) -> int | float:
    """Return the value of a number in digits (`1.200`, `2,5`) or as a word. Raises ValueError."""
    lower = text.lower()
    if lower in NUMBER_WORDS:
        return NUMBER_WORDS[lower]
    plain = re.sub(r"\.(?=\d{3}(?:\D|$))", "", text).replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def minutes(text: str) -> int | None:
    """Return the first span of time of a text in minutes, or None."""
    match = _SPAN.search(text)
    if match is None:
        return 1440 if re.search(r"\bam (?:tag (?:vorher|davor|zuvor)|vortag)\b", text.lower()) else None
    unit = match["unit"].lower().removeprefix("kalender")
    factor = 60 if unit == "h" else next(value for stem, value in _MINUTES.items() if unit.startswith(stem))
    return round(number(match["number"]) * factor)


def span_at(text: str) -> tuple[int, int] | None:
    """Return where the first span of time stands, or None."""
    match = _SPAN.search(text)
    return match.span() if match else None


def money(text: str) -> int | float | None:
    """Return the first amount of money of a text, or None."""
    match = _MONEY.search(text)
    return number(match["number"]) if match else None


def period(text: str) -> str:
    """Return day, week, month or year where a text says per which time something counts; else nothing."""
    match = _PERIOD.search(text.lower())
    if match is None:
        return ""
    return PERIODS[match["unit"]] if match["unit"] else {"täg": "day", "wöc": "week", "mon": "month", "jäh": "year"}[match["word"][:3]]


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return every number in digits with the word after it as unit, in order."""
    found = []
    for match in _UNIT.finditer(text):
        word = (match["unit"] or "").lower()
        unit = _PLAIN_UNITS.get(word) or (singular(match["unit"], many=True).lower() if match["unit"] and match["unit"][0].isupper() else "count")
        found.append(Quantity(value=number(match["number"]), unit=unit, phrase=match.group().strip() if unit != "count" else match["number"]))
    return tuple(found)
