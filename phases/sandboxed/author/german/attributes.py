"""Attributes that follow from a German noun or from what kind of thing an entity is."""

from __future__ import annotations

from phases.sandboxed.author.domain import Attribute
from phases.sandboxed.author.german.lexicon import attribute
from phases.sandboxed.author.german.vocabulary import id_of, is_person, words

# ending of the noun → type; the first that fits counts
_TYPES = (
    (
        "integer",
        "anzahl zahl menge kapazität platzzahl plätze alter jahr jahrgang dauer portionen sterne punkte bestand stückzahl wiederholungen",
    ),
    ("date", "datum fälligkeit geburtstag tag"),
    ("text", "anschrift mahlzeit zeitschrift"),
    ("integer", "zubereitungszeit bearbeitungszeit"),
    ("datetime", "beginn start ende uhrzeit zeitpunkt termin startzeit endzeit zeit abfahrt ankunft"),
    ("number", "preis betrag kosten gebühr kaution wert gewicht größe höhe länge breite temperatur ertrag"),
    ("number", "kilometerstand verbrauch miete umsatz"),
)
_UNITS = {
    "preis": "EUR", "betrag": "EUR", "kosten": "EUR", "gebühr": "EUR", "kaution": "EUR", "miete": "EUR", "umsatz": "EUR", "gewicht": "kg",
    "temperatur": "°C", "höhe": "cm", "länge": "cm", "breite": "cm", "dauer": "Minuten", "zeit": "Minuten", "kilometerstand": "km", "ertrag": "kg",
}  # fmt: skip
_MEASURES = (
    "ertrag",
    "gewicht",
    "temperatur",
    "verbrauch",
    "messwert",
    "messung",
    "zählerstand",
    "kilometerstand",
    "niederschlag",
    "blutdruck",
    "höhe",
    "umsatz",
)
_EVENTS = (
    "ung", "termin", "fahrt", "besuch", "reise", "spende", "ernte", "lauf", "einsatz", "schicht", "ausleihe", "reparatur", "inspektion", "durchsicht",
    "lieferung", "auftrag", "antrag", "anfrage", "beitrag", "stunde", "training", "treffen", "prüfung", "kontrolle", "rundgang", "tausch", "schaden",
    "arbeitszeit",
)  # fmt: skip
_NOT_EVENTS = (
    "wohnung",
    "übung",
    "sammlung",
    "abteilung",
    "kleidung",
    "ausrüstung",
    "einrichtung",
    "siedlung",
    "sitzung-ort",
    "zeitung",
    "leitung",
    "richtung",
    "mannschaft",
)


def type_of(noun: str) -> str:
    """Return the type of the attribute that a noun names; text where nothing else is known."""
    lower = noun.lower()
    for type, endings in _TYPES:
        if lower.endswith(tuple(endings.split())):
            return type
    return "text"


def named(noun: str, *, type: str = "", required: bool = False, unit: str = "") -> Attribute:
    """Return the attribute that a noun names, as people read it in `label`."""
    kind = type or type_of(noun)
    lower = noun.lower()
    if not type and id_of(noun) in ("prioritaet", "dringlichkeit"):
        return Attribute(name=id_of(noun), label=noun, type="enum", required=required, values=("niedrig", "normal", "hoch"))
    guessed = next((name for ending, name in _UNITS.items() if lower.endswith(ending)), "") if kind in ("integer", "number") else ""
    return Attribute(name=id_of(noun), label=noun, type=kind, required=required, unit=unit or guessed)


def is_attribute(noun: str) -> bool:
    """Tell whether a singular noun usually names a value of something: a known word, or a compound of a date, number or name."""
    lower = noun.lower()
    return lower in words("attribute_nouns") or (
        len(lower) > 7 and lower.endswith(("datum", "nummer", "anzahl", "zahl", "adresse", "preis", "betrag", "name", "uhrzeit"))
    )


def is_event(noun: str) -> bool:
    """Tell whether a noun names what happens at a time."""
    lower = noun.lower()
    return lower.endswith(_EVENTS) and not lower.endswith(_NOT_EVENTS)


def typical(noun: str) -> tuple[str, tuple[Attribute, ...]]:
    """Return what a thing of this kind keeps, and the rule that says so."""
    if is_person(noun):
        return "german.attributes.person", (attribute("Name:text!"), attribute("E-Mail:text"))
    if noun.lower().endswith(_MEASURES):
        unit = next((unit for ending, unit in _UNITS.items() if noun.lower().endswith(ending)), "")
        measured = attribute(f"Menge:number![{unit}]" if unit else "Menge:number!")
        return "german.attributes.measure", (attribute("Titel:text!"), measured, attribute("Datum:date!"), attribute("Notizen:text"))
    if is_event(noun):
        return "german.attributes.event", (attribute("Titel:text!"), attribute("Datum:date!"), attribute("Notizen:text"))
    return "german.attributes.thing", (attribute("Name:text!"), attribute("Beschreibung:text"))
