"""Reports, exports and qualities that German ideas ask for."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.reading import read_idea

SHOP = "Kunden bestellen Produkte. Verkäufer verwalten Produkte. "
MONEY = "Mitarbeiter reichen Auslagen mit Betrag, Datum und Kategorie ein. "


def asked(text):
    return read_idea({"text": text}).model


def test_a_report_has_measure_group_and_period():
    (report,) = asked(MONEY + "Monatliche Auswertung der Auslagen nach Kategorie.").reports
    assert (report.entity, report.measure, report.attribute, report.by, report.period, report.on) == (
        "auslage",
        "sum",
        "betrag",
        ("kategorie",),
        "month",
        "datum",
    )


def test_a_report_by_another_thing_makes_the_rows_refer_to_it():
    model = asked("Gerätewarte erfassen Geräte und dokumentieren Prüfungen. Jährlicher Bericht über Prüfungen pro Gerät.")
    assert model.reports[0].by == ("geraet",) and model.entity("pruefung").attribute("geraet").references == "geraet"


def test_a_count_needs_no_attribute():
    (report,) = asked(SHOP + "Wie viele Bestellungen gab es pro Monat?").reports
    assert (report.entity, report.measure, report.attribute, report.period) == ("bestellung", "count", "", "month")


@pytest.mark.parametrize(
    ("sentence", "entity"), [("Alle Bestellungen lassen sich als CSV exportieren.", "bestellung"), ("Es gibt eine Excel-Liste der Kunden.", "kunde")]
)
def test_an_export_names_its_thing(sentence, entity):
    assert [export.entity for export in asked(SHOP + sentence).exports] == [entity]


def test_qualities_have_kinds_and_figures():
    model = asked(SHOP + "Rund 300 Kunden, DSGVO-konform, auf dem Handy, Betrieb für unter 20 Euro im Monat. Die Seiten sind barrierefrei.")
    assert [(quality.kind, quality.value, quality.unit) for quality in model.qualities] == [
        ("privacy", None, ""),
        ("cost", 20, "EUR"),
        ("devices", None, ""),
        ("volume", 300, "kunden"),
        ("accessibility", None, ""),
    ]


def test_an_idea_that_asks_for_nothing_gets_nothing():
    model = asked(SHOP)
    assert (model.reports, model.exports, model.qualities) == ((), (), ())
