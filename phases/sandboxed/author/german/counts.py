"""Rules that count in German: limits for somebody or a time, capacity, no overlap, unique values, bounds of a number, what must be given."""

from __future__ import annotations

import re

from phases.sandboxed.author.business_rules import ACCOUNT
from phases.sandboxed.author.domain import Attribute
from phases.sandboxed.author.german import sums
from phases.sandboxed.author.german.attributes import is_event, named
from phases.sandboxed.author.german.figures import NUMBER, money, number, period
from phases.sandboxed.author.german.hearing import BEGIN, END, Hearing, Terms
from phases.sandboxed.author.german.nouns import singular
from phases.sandboxed.author.german.phrases import NounPhrase
from phases.sandboxed.author.german.things import Thing
from phases.sandboxed.author.german.times import LOWER, UPPER
from phases.sandboxed.author.german.verbs import own_noun
from phases.sandboxed.author.german.vocabulary import id_of, is_person

_NOT = r"\b(?:nicht|nie|niemals|kein|keine|keinen|ausgeschlossen|verhinder\w*|vermeid\w*|verboten)\b"
_TWICE = (
    r"doppelbuchung\w*|doppelbelegung\w*|überschneid\w*|überlapp\w*|\bdoppelt\b|mehrfach|gleichzeitig|"
    r"zweimal(?! (?:am|pro|im|in der|in einer|je) (?:tag|woche|monat|jahr))|zur (?:selben|gleichen) zeit|zeitgleich"
)
_SEVERAL = re.compile(rf"(?:{UPPER}|mehr als|nur)\s+(?P<number>{NUMBER})\s+(?P<rest>[^.;]*)")
_ONCE = r"eindeutig\w*|nur einmal|einmalig|nicht doppelt|kein\w* zwei|nicht zweimal|höchstens einmal|nur ein einziges mal"
_RANGE = re.compile(rf"(?:von|zwischen|mit)?\s*(?P<low>{NUMBER})\s*(?:bis|und|–|-)\s*(?P<high>{NUMBER})(?:\s+(?P<unit>\w+))?")
_REQUIRED = r"pflicht\w*|erforderlich|angeben|angegeben|enthalten|hinterlegt|hinterlegen|eingetragen|nicht leer|\bhaben\b|nicht ohne"
_PLACES = ("platz", "person", "teilnehmer", "gast", "teilnehmende")


def read(heard: Hearing) -> list[Terms]:
    """Return the rules that count of a clause: the first reader that understands it, then what it demands to be given."""
    for reader in (sums.once, sums.total, _no_overlap, _unique, _several, _bound):
        found = reader(heard)
        if found:
            return found
    return _required(heard)


def _no_overlap(heard: Hearing) -> list[Terms]:
    if not heard.says(_TWICE) or not (heard.says(_NOT) or heard.says(r"nur (?:von )?(?:ein|einmal)")) or _SEVERAL.search(heard.text):
        return []
    if heard.attributes() and not heard.named():
        return []  # `keine E-Mail-Adresse doppelt` is about equal values
    named, about = heard.named(), heard.about()
    event = next((thing for thing in (*named, *([about] if about else [])) if thing.attribute(*BEGIN) and thing.attribute(*END)), None)
    used = next((thing for thing in named if event is None or thing.id != event.id), None) or _person_booked(heard)
    if event is None and used is not None:
        referring = heard.things.referring_to(used)
        event = next((thing for thing in referring if thing.attribute(*BEGIN)), referring[0] if referring else about)
    if event is None and about is not None and is_event(about.name):
        event = about
    if event is None or (event is used and not event.states):
        return []
    scope = _scope(heard, event, used if used is not event else None)
    start, end = heard.span(event)
    return [{"kind": "no_overlap", "entity": event.id, "start": start, "end": end, "scope": scope}]


def _person_booked(heard: Hearing) -> Thing | None:
    """Return whoever is booked (`ein Lehrer darf nicht doppelt gebucht werden`) as a thing of its own, added where it is none yet."""
    booked = next((phrase for phrase in heard.clause.objects if is_person(phrase.noun) and heard.clause.passive), None)
    if booked is None:
        return None
    text = f"{booked.noun}: wird im Produkt geführt, in der Idee genannt als „{booked.quote}“."
    return heard.things.find(booked.noun) or heard.things.add(booked.noun, heard.source, description=text)


def _scope(heard: Hearing, event: Thing, used: Thing | None) -> tuple[str, ...]:
    """Return by what rows must not overlap: what the clause names, else the thing (not the person) that the event refers to."""
    if used is not None:
        return (heard.things.refer(event, used, heard.source),)
    references = [entry for entry in event.attributes if entry.references]
    others = [entry.name for entry in references if not is_person(entry.label or entry.name)]
    return tuple(others[:1])


def _unique(heard: Hearing) -> list[Terms]:
    if not heard.says(_ONCE):
        return []
    values = [name for phrase, name in heard.attributes() if phrase.noun.lower() != "name" or len(heard.attributes()) == 1]
    if values:
        holder = _holder(heard, values[0])
        return [] if holder is None else [{"kind": "unique", "entity": holder[0].id, "attributes": (holder[1],)}]
    about = heard.about()
    if about is None:
        return []
    targets = [heard.things.find(phrase.noun) for phrase in heard.clause.phrases]
    references = tuple(dict.fromkeys(name for target in targets if target and target.id != about.id and (name := about.reference_to(target.id))))
    return [{"kind": "unique", "entity": about.id, "attributes": references}] if len(references) > 1 else []


def _holder(heard: Hearing, name: str) -> tuple[Thing, str] | None:
    """Return the thing that has an attribute and its name there; added to what the clause is about where nothing has it."""
    same = {"e_mail": ("e_mail", "email", "e_mail_adresse", "mailadresse")}
    spellings = next((known for known in same.values() if name in known), (name,))
    people = [thing for thing in heard.things if is_person(thing.name)]
    phrase = next((phrase for phrase, found in heard.attributes() if found == name), None)
    owner = next((thing for thing in heard.things if len(thing.id) > 3 and name.startswith(thing.id[:-1])), None)
    if owner is not None and phrase is not None:
        return owner, owner.keep(named(phrase.noun), heard.source)  # `die Parzellennummer` is the parcel's
    for thing in (*heard.named(), *people, *heard.things):
        kept = thing.attribute(*spellings)
        if kept is not None:
            return thing, kept.name
    thing = next(iter(heard.named() or people), None) or heard.about()
    if thing is None or phrase is None:
        return None
    return thing, thing.keep(named(phrase.noun), heard.source)


def _several(heard: Hearing) -> list[Terms]:
    """Return the limit or capacity of `höchstens 3 …`, `nicht mehr als 2 … pro Woche`, `niemand hat mehr als …`."""
    seats = heard.says(rf"(?:platz für|plätze für|fasst|fassen)(?: höchstens| maximal| bis zu)? (?P<number>{NUMBER})")
    holder = next(iter(heard.named()), None)
    if seats and holder is not None and heard.clause.phrases:
        return _capacity(heard, holder, heard.clause.phrases[-1], number(seats["number"]))
    match = _SEVERAL.search(heard.text)
    if match is None or ("mehr als" in match.group() and "nicht mehr" not in match.group() and not heard.says(r"niemand|kein\w*|\bnie")):
        return []
    counted = next((phrase for phrase in heard.clause.phrases if _offset(heard, phrase) >= match.end("number") - 1), None)
    if counted is None or re.match(r"(?:minuten?|stunden?|std|h|tage?n?|wochen?|monate?n?|jahre?n?|euro|eur|€|%)\b", match["rest"]):
        return _per_time(heard, match) if money(heard.text) is not None else []
    maximum = number(match["number"])
    each = next(
        (phrase for phrase in heard.clause.phrases if phrase.prep in ("pro", "je") and phrase.noun.lower() not in ("tag", "woche", "monat", "jahr")),
        None,
    )
    per = heard.things.find(each.noun) if each else None
    if each is not None and per is not None and not is_person(each.noun):
        return _capacity(heard, per, counted, maximum)
    subject = _subject(heard, counted)
    acting = [phrase for phrase in heard.clause.people if phrase.position < counted.position] or (heard.people if not is_person(counted.noun) else ())
    if each is None and subject is not None and not acting and not period(heard.text):
        return _capacity(heard, subject, counted, maximum)
    return _limit(heard, counted, maximum, personal=bool(acting) or bool(each and is_person(each.noun)) or bool(heard.says("niemand")))


def _offset(heard: Hearing, phrase: NounPhrase) -> int:
    """Return where a phrase begins in the clause's text."""
    return sum(len(token.lower) + 1 for token in heard.clause.words[: phrase.end - 1])


def _per_time(heard: Hearing, match: re.Match[str]) -> list[Terms]:
    """Money in a limit bounds the amount of one row; a sum over a time nobody can bound with these rules."""
    thing, value = heard.about(), money(match.group())
    if thing is None or value is None or period(heard.text):
        return []
    return [{"kind": "bound", "entity": thing.id, "attribute": heard.amount(thing), "maximum": value}]


def _subject(heard: Hearing, counted: NounPhrase) -> Thing | None:
    """Return the thing that has or holds what is counted: `ein Kurs hat höchstens 12 Teilnehmer`, `je Kurs`, `pro Raum`."""
    before = [phrase for phrase in heard.clause.phrases if phrase.position < counted.position and not is_person(phrase.noun)]
    holding = heard.says(r"\b(?:hat|haben|fasst|fassen|bietet|bieten|nimmt|nehmen|umfasst|an einem|an einer|in einem|in einer|zu einem)\b")
    found = [thing for phrase in before if (thing := heard.things.find(phrase.noun))]
    return found[0] if found and holding else None


def _capacity(heard: Hearing, target: Thing, counted: NounPhrase, maximum: int | float) -> list[Terms]:
    of = heard.things.find(counted.noun)
    referring = heard.things.referring_to(target)
    own = of is not None and of is not target and (not is_person(of.name) or not referring)
    if of is not None and own and (of in referring or not counted.noun.lower().endswith(_PLACES)):
        heard.things.refer(of, target, heard.source)
    else:
        of = referring[0] if referring else heard.things.add("Anmeldung", heard.source, description=f"Anmeldung: {heard.whole}")
    if of is None:
        return []
    reference = heard.things.refer(of, target, heard.source)
    return [{"kind": "capacity", "entity": of.id, "reference": reference, "maximum": maximum}]


def _limit(heard: Hearing, counted: NounPhrase, maximum: int | float, *, personal: bool) -> list[Terms]:
    thing = heard.things.find(counted.noun)
    own = next((found for lemma in heard.verbs if own_noun(lemma) and (found := heard.things.find(own_noun(lemma)))), None)
    if thing is not None and not thing.states and own is None and personal:
        own = next(iter(heard.things.referring_to(thing)), None)
    thing = own or thing
    if thing is None or is_person(thing.name):
        return []
    span = period(heard.text) or (period(heard.whole) if heard.says(r"\b(?:pro|je) \w+$") else "")  # `je Mitglied und Tag erlaubt`
    terms: dict[str, object] = {"kind": "limit", "entity": thing.id, "maximum": maximum}
    if personal:
        terms["per"] = heard.person_of(thing) or ACCOUNT
    if span:
        timed = next((entry.name for name in BEGIN for entry in thing.attributes if entry.name == name and entry.type in ("date", "datetime")), "")
        terms |= {"period": span} | ({"on": timed} if timed else {})
    return [terms] if personal or span else []


def _bound(heard: Hearing) -> list[Terms]:
    """Return the bounds of a number: `Bewertung von 1 bis 5`, `zwischen 1 und 10`, `mindestens 18 Jahre alt`."""
    if heard.says(r"\buhr\b"):
        return []
    match = _RANGE.search(heard.text)
    if match and heard.says(r"\bvon\b|zwischen|\d\s*(?:bis|–|-)\s*\d|sterne"):
        found = _measured(heard, match["unit"] or "")
        low, high = number(match["low"]), number(match["high"])
        return [{"kind": "bound", "entity": found[0].id, "attribute": found[1], "minimum": low, "maximum": high}] if found and low < high else []
    for key, words in (("minimum", LOWER), ("maximum", UPPER)):
        match = re.search(rf"(?:{words})\s+(?P<low>{NUMBER})\s*(?P<unit>\w+)?", heard.text)
        values = [
            entry
            for entry in heard.attributes()
            if (thing := heard.about()) and (kept := thing.attribute(entry[1])) and kept.type in ("number", "integer")
        ]
        if match and not period(heard.text) and (values or (match["unit"] or "").startswith(("jahre", "euro"))):
            found = _measured(heard, match["unit"] or "")
            return [{"kind": "bound", "entity": found[0].id, "attribute": found[1], key: number(match["low"])}] if found else []
    return []


def _measured(heard: Hearing, unit: str) -> tuple[Thing, str] | None:
    """Return the thing and attribute that a range is about: a named value, stars or points, the age, money, else a value of its own."""
    thing = heard.about()
    if thing is None:
        return None
    for _, name in heard.attributes():
        for holder in (thing, *heard.things):
            kept = holder.attribute(name)
            if kept is not None and kept.type in ("integer", "number"):
                return holder, name
    if unit.startswith("jahre"):
        person = next((entry for entry in heard.things if is_person(entry.name)), None) if heard.says(r"\balt\b|alter") else None
        return (person, person.keep(named("Alter", required=True), heard.source)) if person else None
    if unit.startswith(("euro", "eur")):
        return thing, heard.amount(thing)
    stars = {"sterne": "Sterne", "sternen": "Sterne", "punkte": "Punkte", "punkten": "Punkte"}.get(unit)
    rated = next((entry for entry in heard.named() if entry.name.lower().endswith(("bewertung", "note", "benotung"))), None)
    if stars is None and rated is None:
        return None
    holder = rated or next((entry for entry in heard.things if entry.name.lower().endswith("bewertung")), thing)
    value = Attribute(name=id_of(stars or "Punkte"), label=stars or "Punkte", type="integer", required=True)
    return holder, holder.keep(value, heard.source)


def _required(heard: Hearing) -> list[Terms]:
    values = heard.attributes()
    if not values or not heard.says(_REQUIRED) or not (heard.says(r"\bmuss\b|müssen|pflicht|erforderlich|zwingend|nicht ohne|immer")):
        return []
    thing = next((entry for entry in heard.named() if all(singular(entry.name) != phrase.noun for phrase, _ in values)), None) or heard.about()
    if thing is None:
        return []
    made = []
    for phrase, name in values:
        thing.keep(named(phrase.noun, required=True), heard.source)
        thing.demand(name)
        made.append({"kind": "required", "entity": thing.id, "attribute": name})
    return made
