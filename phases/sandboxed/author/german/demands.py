"""What a German idea wants to see and how the product has to be: reports, exports and qualities."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.author.business_rules import Export, Quality, Report
from phases.sandboxed.author.domain import Attribute
from phases.sandboxed.author.german.clauses import clauses
from phases.sandboxed.author.german.figures import NUMBER, number, period
from phases.sandboxed.author.german.hearing import AMOUNTS, BEGIN
from phases.sandboxed.author.german.phrases import NounPhrase
from phases.sandboxed.author.german.things import Thing, Things
from phases.sandboxed.author.german.vocabulary import id_of, is_person
from phases.sandboxed.author.sourcing import Source, by_idea
from phases.sandboxed.author.statements import Statement

MAX_QUALITIES = 8
_REPORTING = re.compile(
    r"auswert\w*|bericht\w*|statistik\w*|umsatzübersicht|monatsübersicht|jahresübersicht|\bsumme\w*|durchschnitt\w*|wie viele?\b", re.IGNORECASE
)
_EXPORTING = re.compile(r"\bcsv\b|csv-\w+|export\w*|\bexcel\b", re.IGNORECASE)
_TIMES = {"täglich": "day", "tages": "day", "wöchentlich": "week", "wochen": "week", "monat": "month", "jährlich": "year", "jahres": "year"}
_PRODUCT_COSTS = r"(?:app|betrieb|anwendung|das ganze|system|produkt)\b.*(?:kosten|kostet)\b.*(?:euro|€)"
# kind → what says so
_QUALITIES = (
    ("privacy", r"\bdsgvo|datenschutz|vertraulich|verschlüssel\w*|personenbezogen|datensparsam|anonym\w*"),
    ("cost", rf"kostenlos|kostenfrei|gratis|günstig|{_PRODUCT_COSTS}|(?:euro|€) (?:im|pro) (?:monat|jahr)"),
    ("devices", r"\bhandys?\b|smartphones?|tablets?|mobil(?:gerät\w*)?\b|\bbrowser\b|unterwegs"),
    ("language", r"mehrsprachig|zweisprachig|\bauf deutsch\b|englisch\b|türkisch\b|sprachen\b"),
    ("speed", r"\bschnell\w*|in weniger als \S+ sekunden?|(?:innerhalb von|unter|binnen|höchstens) \S+ sekunden?"),
    ("availability", r"rund um die uhr|offline|ausfallsicher|jederzeit erreichbar|verfügbarkeit"),
    ("accessibility", r"barrierefrei\w*|screenreader|vorlesefunktion|tastatur"),
    ("other", r"\beinfach\w*\b(?! nur)|übersichtlich\w*|intuitiv\w*|benutzerfreundlich\w*|\bsicher\w*\b|zuverlässig\w*|\bmodern\w*"),
)
_VOLUME = re.compile(
    rf"\b(?P<number>{NUMBER})\s+(?P<unit>mitglieder\w*|nutzer\w*|kund\w+|patient\w+|benutzer\w*|personen|mitarbeit\w+|schüler\w*|einträge\w*|haushalte\w*|familien)"
)
_FIGURE = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>euro|€|sekunden?|prozent|%|ms)", re.IGNORECASE)
_OF_MONEY = ("ausgabe", "auslage", "einnahme", "spende", "zahlung", "rechnung", "beitrag", "spese")
_UNITS = {"euro": "EUR", "€": "EUR", "sekunde": "seconds", "sekunden": "seconds", "prozent": "percent", "%": "percent", "ms": "ms"}


def reports(told: tuple[Statement, ...], things: Things) -> list[tuple[Report, Source]]:
    """Return what somebody wants to see summed up, each with its source."""
    made: list[tuple[Report, Source]] = []
    for statement in told:
        for clause in clauses(statement.text) if statement.role != "title" else ():
            quote = statement.text[clause.words[0].start : clause.words[-1].end].strip(" ,;")
            match = _REPORTING.search(quote)
            thing = _reported(clause.phrases, things) if match else None
            if match is None or thing is None:
                continue
            source = by_idea(statement.pointer, quote)
            made.append((_report(len(made) + 1, clause.phrases, quote, thing, things, source), source))
    return made


def _reported(phrases: tuple[NounPhrase, ...], things: Things) -> Thing | None:
    """Return what is counted: the first thing named that is not what it is grouped by."""
    named = [
        thing for phrase in phrases if phrase.prep not in ("nach", "pro", "je") and not is_person(phrase.noun) and (thing := things.find(phrase.noun))
    ]
    lively = [thing for thing in things if thing.states]
    return (named or lively or list(things) or [None])[0]


def _report(count: int, phrases: tuple[NounPhrase, ...], quote: str, thing: Thing, things: Things, source: Source) -> Report:
    lower = quote.lower()
    amount = next((entry.name for entry in thing.attributes if entry.name in AMOUNTS or (entry.type == "number" and id_of(entry.label) in lower)), "")
    measure = (
        "average" if "durchschnitt" in lower else "sum" if re.search(r"summe|umsatz|einnahmen|ausgaben|kosten|beträge|gesamt", lower) else "count"
    )
    span = period(lower) or next((value for word, value in _TIMES.items() if word in lower), "")
    if measure == "count" and thing.name.lower().endswith(_OF_MONEY) and amount and not re.search(r"anzahl|zahl der|wie viele", lower):
        measure = "sum"
    if measure != "count" and not amount:
        amount = thing.keep(Attribute(name="betrag", label="Betrag", type="number", required=True, unit="EUR"), source)
    timed = next((name for name in BEGIN for entry in thing.attributes if entry.name == name and entry.type in ("date", "datetime")), "")
    return Report(
        id=f"report_{count}",
        text=_sentence(quote),
        entity=thing.id,
        measure=measure if amount else "count",
        attribute=amount if measure != "count" else "",
        by=tuple(_groups(phrases, thing, things, source)),
        period=span,
        on=timed if span else "",
    )


def _groups(phrases: tuple[NounPhrase, ...], thing: Thing, things: Things, source: Source) -> Iterator[str]:
    """Yield the attributes by which a report is grouped: `nach Kategorie und Raum`, `pro Kurs`."""
    for phrase in phrases:
        if phrase.prep not in ("nach", "pro", "je"):
            continue
        target = things.find(phrase.noun)
        if target is not None and target is not thing:
            things.refer(thing, target, source)
        name = thing.reference_to(target.id) if target else ""
        kept = thing.attribute(id_of(phrase.noun))
        if name or (kept and kept.type in ("text", "enum", "boolean")):
            yield name or id_of(phrase.noun)


def exports(told: tuple[Statement, ...], things: Things) -> list[tuple[Export, Source]]:
    """Return what somebody wants as a file; each thing once."""
    made: dict[str, tuple[Export, Source]] = {}
    for statement in told:
        for clause in clauses(statement.text) if statement.role != "title" else ():
            quote = statement.text[clause.words[0].start : clause.words[-1].end].strip(" ,;")
            for thing in _exported(clause.phrases, things) if _EXPORTING.search(quote) else ():
                export = Export(id=f"export_{len(made) + 1}", text=_sentence(quote), entity=thing.id)
                made.setdefault(thing.id, (export, by_idea(statement.pointer, quote)))
    return list(made.values())


def _exported(phrases: tuple[NounPhrase, ...], things: Things) -> list[Thing]:
    """Return the things that a clause names, people only where no other is named; without any the first that has a life cycle."""
    named = [(phrase, thing) for phrase in phrases if phrase.prep not in ("nach", "pro", "je") and (thing := things.find(phrase.noun))]
    others = [thing for phrase, thing in named if not is_person(phrase.noun)]
    lively = [thing for thing in things if thing.states]
    return others or [thing for phrase, thing in named if phrase.determiner in ("der", "aller")] or lively[:1] or list(things)[:1]


def _sentence(quote: str) -> str:
    return quote[:1].upper() + quote[1:].rstrip(".!?; ") + "."


def qualities(told: tuple[Statement, ...]) -> list[tuple[Quality, Source]]:
    """Return how the product has to be, in the words of the idea; each kind and wording once."""
    made: list[tuple[Quality, Source]] = []
    for statement in told:
        for clause in clauses(statement.text) if statement.role not in ("title", "users") else ():
            quote = statement.text[clause.words[0].start : clause.words[-1].end].strip(" ,;")
            for kind, match in _spoken(quote):
                if len(made) < MAX_QUALITIES and all(entry.kind != kind or entry.text != statement.text for entry, _ in made):
                    made.append((_quality(len(made) + 1, kind, match, statement.text, quote), by_idea(statement.pointer, match.group() and quote)))
    return made


def _spoken(quote: str) -> Iterator[tuple[str, re.Match[str]]]:
    lower = quote.lower()
    for kind, pattern in _QUALITIES:
        if match := re.search(pattern, lower):
            yield kind, match
    volume = _VOLUME.search(lower)
    if volume and not re.search(r"höchstens|maximal|nicht mehr als|pro |je |platz für|plätze für|fasst", lower):
        yield "volume", volume


def _quality(count: int, kind: str, match: re.Match[str], text: str, quote: str) -> Quality:
    figure = match if kind == "volume" else _FIGURE.search(quote) if kind in ("cost", "speed", "availability") else None
    if figure is None:
        return Quality(id=f"quality_{count}", kind=kind, text=text)
    unit = _UNITS.get(figure["unit"].lower(), figure["unit"].lower())
    return Quality(id=f"quality_{count}", kind=kind, text=text, value=number(figure["number"]), unit=unit)
