"""Rules about time in German: reminders, deadlines before a moment, expiry, how long something takes, what comes first."""

from __future__ import annotations

import re

from phases.sandboxed.author.german.figures import minutes, span_at
from phases.sandboxed.author.german.hearing import BEGIN, END, Hearing, Terms
from phases.sandboxed.author.german.things import CANCELLING, LENDING, OVER, Thing, same_step
from phases.sandboxed.author.german.verbs import lemma_of, of_participle, participle, step
from phases.sandboxed.author.german.vocabulary import is_person
from phases.sandboxed.author.letters import folded

UPPER = r"höchstens|maximal|max\.?|nicht (?:mehr|länger|später) als|bis zu|längstens"
LOWER = r"mindestens|wenigstens|minimal|nicht (?:weniger|kürzer) als"
_REMINDING = r"\b(?:erinner\w*|benachrichtig\w*|mahnung\w*)\b"
_BEFORE = r"\bvor(?:her|ab| dem| der| beginn| start| ablauf| ende| fälligkeit| abfahrt| termin| ihrem| seinem| jedem)?\b|im voraus|\bvor "
_EXPIRING = (
    r"verfäll\w*|verfallen|erlisch\w*|erlösch\w*|läuft\b.*\bab\b|laufen\b.*\bab\b|abgelaufen"
    r"|automatisch \w*(?:storniert|gelöscht|freigegeben|geschlossen|abgesagt)"
)
_LASTING = r"dauer\w*|\bfür\b|\blang\b|länger|leihfrist|leihdauer|leihzeit|mietdauer|ausleih\w*|kürzer"


def read(heard: Hearing) -> list[Terms]:
    """Return the rule about time of a clause: the first reader that understands it."""
    span = minutes(heard.text)
    if heard.says(r"\bende\b.*\b(?:nach|hinter|später)\b.*\bbeginn\b|\bbeginn\b.*\bvor\b.*\bende\b|\bende\b.*\bvor\b.*\bbeginn\b"):
        return _chronology(heard)
    if span is None and heard.says(_EXPIRING):
        span = minutes(heard.whole)  # `wird sie nicht innerhalb von 2 Tagen bestätigt, verfällt sie`
    if span is None:
        return []
    for pattern, reader in ((_REMINDING, _reminder), (_EXPIRING, _expiry), (_BEFORE, _lead), (_LASTING, _duration)):
        if heard.says(pattern) and (found := reader(heard, span)):
            return found
    return []


def _chronology(heard: Hearing) -> list[Terms]:
    thing = heard.about()
    if thing is None:
        return []
    start, end = heard.span(thing)
    return [{"kind": "chronology", "entity": thing.id, "start": start, "end": end}]


def _reminder(heard: Hearing, span: int) -> list[Terms]:
    thing = _with_moment(heard)
    if thing is None:
        return []
    return [
        {
            "kind": "reminder",
            "entity": thing.id,
            "attribute": _moment_named(heard, thing),
            "minutes": span,
            "roles": _reminded(heard),
        }
    ]


def _reminded(heard: Hearing) -> tuple[str, ...]:
    """Return who is reminded: `erinnert Mitglieder`, `Mitglieder werden erinnert`; nobody named means everybody."""
    named = [name for name in heard.actors if any(folded(phrase.noun).lower().replace("-", "_") == name for phrase in heard.clause.phrases)]
    return tuple(named)


def _with_moment(heard: Hearing) -> Thing | None:
    """Return the thing that the clause names if it has a point in time, else what was spoken of, else the first thing that has one."""
    spoken = [name for _, name in heard.attributes()]
    dated = [thing for thing in heard.things for name in spoken if (kept := thing.attribute(name)) and kept.type in ("date", "datetime")]
    if dated and not heard.named():
        return dated[0]
    things = [thing for thing in heard.named() if not is_person(thing.name)]
    spoken_of = [heard.topic] if heard.topic and heard.topic.name in heard.whole else []
    candidates = things or spoken_of or [*([heard.topic] if heard.topic else []), *heard.things]
    timed = [thing for thing in candidates if any(entry.name in (*BEGIN, *END) and entry.type in ("date", "datetime") for entry in thing.attributes)]
    return (timed or candidates or [None])[0]


def _moment_named(heard: Hearing, thing: Thing) -> str:
    """Return the attribute that the clause counts from: the one that it names, the due date where it speaks of one, else the beginning."""
    for phrase, name in heard.attributes():
        kept = thing.attribute(name)
        if kept is not None and kept.type in ("date", "datetime") and phrase.prep in ("vor", "an", ""):
            return name
    if heard.says(r"fällig|rückgabe|ablauf|\bende\b"):
        return heard.moment(thing, END, label="Fällig am")
    return heard.moment(thing)


def _expiry(heard: Hearing, span: int) -> list[Terms]:
    """Return when a row that nobody moved on counts as expired; the named participle (`nicht bestätigte`) says which rows."""
    thing = next((entry for entry in heard.named() if entry.states), None) or heard.about()
    if thing is None:
        return []
    changed = re.search(r"automatisch \w*?(storniert|gelöscht|freigegeben|geschlossen|abgesagt)", heard.text)
    target = changed[1] if changed and changed[1] not in ("gelöscht", "freigegeben") else "verfallen"
    states = _unmoved(heard, thing)
    thing.state(target, heard.source)
    return [{"kind": "expiry", "entity": thing.id, "minutes": span, "states": states, "target": target}]


def _unmoved(heard: Hearing, thing: Thing) -> tuple[str, ...]:
    """Return the states of rows that a step has not reached: `nicht bestätigte` are those from which a row is confirmed; else the initial one."""
    states = thing.states
    if states is None:
        return ("offen",)
    for phrase in heard.clause.phrases:
        for adjective in phrase.adjectives:
            lemma = of_participle(adjective.removeprefix("un")) or of_participle(adjective)
            if lemma and step(lemma) and phrase.noun == thing.name:
                known = tuple(entry.source for entry in states.transitions if entry.action == folded(lemma))
                return tuple(dict.fromkeys(known)) or tuple(value for value in states.values if value not in OVER)
    waited = re.search(r"\bnicht\b[^.;]*?\b(\w+t|\w+en)\b(?=\s*(?:,|wird|werden|worden|$))", heard.whole.lower())
    lemma = lemma_of(waited[1]) if waited else None
    known = tuple(entry.source for entry in states.transitions if lemma and entry.action == folded(lemma))
    return tuple(dict.fromkeys(known)) or (states.initial,)


def _lead(heard: Hearing, span: int) -> list[Terms]:
    """Return how long before its moment something is done: `spätestens 24 Stunden vor Beginn`, `höchstens 14 Tage im Voraus`."""
    thing = heard.about()
    if thing is None:
        return []
    thing = _cancelled(heard, thing)
    action = _action(heard, thing)
    at = span_at(heard.text)
    before = heard.text[: at[0]] if at else ""
    late = re.search(r"(?:höchstens|maximal|frühestens|nicht (?:mehr|früher) als)\s*$", before.rstrip() + " ".rstrip())
    key = "maximum" if late and not re.search(r"spätestens|bis", before) else "minimum"
    if heard.says(r"\bbis (?:zu )?(?:\S+ ){1,2}im voraus") or (heard.says("im voraus") and re.search(r"bis zu\s*$", before.rstrip())):
        key = "maximum"
    begins = _begins_elsewhere(heard, thing)
    if begins is not None:
        through = heard.things.refer(thing, begins, heard.source)
        moment = heard.moment(begins)
        thing.demand(through)
        begins.demand(moment)
        return [{"kind": "lead", "entity": thing.id, "action": action, "through": through, "attribute": moment, key: span}]
    return [{"kind": "lead", "entity": thing.id, "action": action, "attribute": heard.moment(thing), key: span}]


def _begins_elsewhere(heard: Hearing, thing: Thing) -> Thing | None:
    """Return what begins where that is another thing, to which the rows refer: the course, not the registration; None where they begin themselves."""
    if any(entry.name in BEGIN and entry.type in ("date", "datetime") for entry in thing.attributes):
        return None
    others = [other for other in heard.things if other is not thing and not is_person(other.name)]
    able = [other for other in others if any(entry.name in BEGIN and entry.type in ("date", "datetime") for entry in other.attributes)]
    named = [other for other in able if other in heard.named()]
    found = named or [other for other in able if thing.reference_to(other.id)]
    return found[0] if len(found) == 1 else None


def _cancelled(heard: Hearing, thing: Thing) -> Thing:
    """Return the thing that is cancelled, where the clause cancels something and what it names has no such step: the registration, not the course."""
    if not set(heard.verbs) & set(CANCELLING) and not any(heard.says(participle(lemma)) for lemma in CANCELLING):
        return thing
    able = [other for other in heard.things if other.states and any(entry.action in CANCELLING for entry in other.states.transitions)]
    return thing if not able or thing in able or thing in heard.named() else able[0]


def _action(heard: Hearing, thing: Thing) -> str:
    """Return the step or operation that a clause speaks of: its own verb of change, else making the row."""
    spoken = [
        *heard.verbs,
        *(lemma for lemma in ("stornieren", "absagen", "abmelden", "verlängern") if heard.says(lemma[:-2] + r"|" + participle(lemma))),
    ]
    for lemma in spoken:
        if step(lemma) and lemma not in LENDING:
            return thing.step(same_step(thing, lemma), heard.source)
    if any(lemma in ("ändern", "verschieben", "umbuchen", "bearbeiten") for lemma in spoken):
        return "update"
    return "create"


def _duration(heard: Hearing, span: int) -> list[Terms]:
    thing = heard.about()
    if heard.says(r"leih|verleih"):
        thing = heard.things.find("Ausleihe") or thing
    if thing is None or heard.says(r"\bpro (?:tag|woche|monat|jahr)\b"):
        return []
    upper, lower = heard.says(UPPER), heard.says(LOWER)
    between = heard.says(r"zwischen|\bvon\b.*\bbis\b")
    if not (upper or lower or heard.says(r"leihfrist|leihdauer|mietdauer")) or between:
        return []
    start, end = heard.span(thing)
    terms = {"kind": "duration", "entity": thing.id, "start": start, "end": end}
    found = {key: minutes(heard.text[match.end() :]) for key, match in (("minimum", lower), ("maximum", upper)) if match}
    return [{**terms, **({key: value for key, value in found.items() if value} or {"maximum": span})}]
