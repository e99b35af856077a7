"""German numbers, spans of time, money and periods."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.german.figures import minutes, money, number, period, quantities


def test_numbers_are_read_in_digits_and_words():
    assert [number(text) for text in ("1.200", "2,5", "drei", "1.200,50", "7")] == [1200, 2.5, 3, 1200.5, 7]


@pytest.mark.parametrize(
    ("text", "span"),
    [("nach 24 Stunden", 1440), ("drei Tage vorher", 4320), ("eine Woche", 10080), ("30 Minuten", 30), ("1,5 Stunden", 90), ("um 8 Uhr", None)],
)
def test_spans_are_minutes(text, span):
    assert minutes(text) == span


def test_money_and_periods_are_read():
    assert (money("über 1.000 Euro"), money("ab 20 €"), money("10 Tage")) == (1000, 20, None)
    assert [period(text) for text in ("pro Woche", "am Tag", "je Mitglied und Monat", "jährlich", "nach Beginn")] == [
        "week",
        "day",
        "month",
        "year",
        "",
    ]


def test_quantities_keep_their_words():
    assert [(entry.value, entry.unit, entry.phrase) for entry in quantities("höchstens 2 Buchungen für 50 %")] == [
        (2, "buchung", "2 Buchungen"),
        (50, "percent", "50 %"),
    ]
