"""Rules about who may do what, and in which order, in German: own rows only, approval, what is somebody's alone, the queue."""

from __future__ import annotations

from phases.sandboxed.author.domain import Attribute
from phases.sandboxed.author.german.figures import NUMBER, money, number
from phases.sandboxed.author.german.hearing import Hearing, Terms
from phases.sandboxed.author.german.lexicon import transition
from phases.sandboxed.author.german.things import CANCELLED, Thing
from phases.sandboxed.author.german.verbs import meaning, step
from phases.sandboxed.author.german.vocabulary import id_of, is_person
from phases.sandboxed.author.letters import folded

APPROVING = ("bestätigen", "genehmigen", "freigeben", "ablehnen", "prüfen", "zulassen", "annehmen")
_SEEING = ("sehen", "einsehen", "ansehen", "lesen", "bearbeiten", "ändern", "verwalten", "zugreifen", "anzeigen")
_WAITING = r"warteliste\w*|wer zuerst kommt|nachrück\w*|rückt\b|rücken\b|reihenfolge (?:der|des|ihrer|ihres)|der reihe nach|nacheinander"
# what is asked for and waits to be served
_ASKED_FOR = ("anmeldung", "bewerbung", "reservierung", "buchung", "bestellung", "antrag", "anfrage", "ausleihe", "meldung", "auftrag", "termin")
_EVERYTHING = ("create", "update", "delete")


def read(heard: Hearing) -> list[Terms]:
    """Return the rules about rights of a clause, and the order of service if it names one."""
    for reader in (_visibility, _approval, _access, _forbidden):
        found = reader(heard)
        if found:
            return [*found, *_queue(heard)]
    return _queue(heard)


def _visibility(heard: Hearing) -> list[Terms]:
    if not heard.says(r"\b(?:nur|ausschließlich|lediglich|allein)\b.*\beigen\w*") or not (set(heard.verbs) & set(_SEEING) or heard.says("zugriff")):
        return []
    roles = heard.people
    if not roles:
        return []
    named = [thing for thing in heard.named() if not is_person(thing.name)]
    return [{"kind": "visibility", "entity": thing.id, "roles": roles} for thing in named or _own(heard, roles)]


def _own(heard: Hearing, roles: tuple[str, ...]) -> list[Thing]:
    """Return the things that `ihre eigenen Daten` means: those with a life cycle that refer to such a person or that people make, else the first."""
    of_them = [thing for thing in heard.things if any(thing.reference_to(role) for role in roles)]
    lively = [thing for thing in heard.things if thing.states]
    return of_them or lively[:1] or list(heard.things)[:1]


def _approval(heard: Hearing) -> list[Terms]:
    """Return who alone takes a deciding step, and from which amount on."""
    lemma = next((verb for verb in heard.verbs if verb in APPROVING and step(verb)), "")
    if not lemma and heard.says(r"\b(?:zustimmung|genehmigung|freigabe|bestätigung)\b"):
        lemma = "freigeben" if heard.says("freigabe") else "bestätigen" if heard.says("bestätigung") else "genehmigen"
    roles = heard.people or tuple(id for id in _people_named(heard) if lemma)
    if not lemma or not roles or heard.says(r"\b(?:nicht|kein\w*)\b.*\b(?:dürfen|darf)\b|\b(?:dürfen|darf)\b.*\b(?:nicht|kein\w*)\b"):
        return []
    thing = heard.about()
    if thing is None:
        return []
    action = thing.step(lemma, heard.source)
    found = _threshold(heard, thing)
    if found is not None:
        return [{"kind": "approval", "entity": thing.id, "action": action, "roles": roles, "attribute": found[0], "above": found[1]}]
    if len(heard.actors) < 2:
        return []
    return [{"kind": "access", "entity": thing.id, "actions": (action,), "roles": roles}]


def _threshold(heard: Hearing, thing: Thing) -> tuple[str, int | float] | None:
    """Return the attribute and the value above which approval is needed: an amount of money, or a number of days, pieces, people."""
    above = money(heard.text)
    if above is not None and heard.says(r"\büber\b|mehr als|\bab\b|höher als|größer als|übersteig\w*"):
        return heard.amount(thing), above - 0.01 if heard.says(r"\bab\b \d") else above
    counted = heard.says(rf"(?:über|mehr als) (?P<number>{NUMBER}) (?P<unit>tagen?|stunden|stück|personen|teilnehmern?|gästen?)")
    if counted is None:
        return None
    label = counted["unit"].capitalize().removesuffix("n") if counted["unit"] in ("tagen", "teilnehmern", "gästen") else counted["unit"].capitalize()
    attribute = Attribute(name=id_of(label), label=label, type="integer", required=True)
    return thing.keep(attribute, heard.source), number(counted["number"])


def _people_named(heard: Hearing) -> list[str]:
    return [id for phrase in heard.clause.phrases if (id := id_of(phrase.noun)) in heard.actors and phrase.prep in ("von", "vom", "durch", "der", "")]


def _access(heard: Hearing) -> list[Terms]:
    """Return what is somebody's alone: `nur Trainer legen Kurse an`, `Bücher dürfen nur von Bibliothekaren gelöscht werden`."""
    if len(heard.actors) < 2:
        return []
    roles = heard.people
    if not roles or not _only_they(heard):
        return []
    thing, actions = heard.about(), []
    named = [entry for entry in heard.named() if not is_person(entry.name)]
    thing = named[0] if named and not any(step(verb) for verb in heard.verbs) else thing
    if thing is None:
        return []
    for verb in heard.verbs:
        actions += _actions(verb, thing, heard)
    return [{"kind": "access", "entity": thing.id, "actions": tuple(dict.fromkeys(actions)), "roles": roles}] if actions else []


def _only_they(heard: Hearing) -> bool:
    """Tell whether `nur` stands right before the people: `nur die Leitung`, `nur von Trainern`; also in the clause that they come from."""
    positions = [phrase.position for phrase in heard.clause.people if phrase in heard.clause.phrases]
    if not positions:
        return heard.quote.lower().startswith(("nur ", "ausschließlich "))
    index = min(positions) - 1
    while index >= 0 and heard.clause.words[index].tag in ("DET", "PREP", "ADJ"):
        index -= 1
    return index >= 0 and heard.clause.words[index].lower in ("nur", "ausschließlich", "allein", "lediglich")


def _actions(verb: str, thing: Thing, heard: Hearing) -> list[str]:
    """Return the operations of a product that a verb means for a thing."""
    if verb in ("verwalten", "pflegen", "organisieren", "führen"):
        return list(_EVERYTHING)
    known = {entry.action for entry in thing.states.transitions} if thing.states else set()
    if folded(verb) in known or (step(verb) and meaning(verb) is None):
        return [thing.step(verb, heard.source)]
    found = meaning(verb)
    return ["view"] if found in ("list", "view", "search") else [found] if found in _EVERYTHING else []


def _forbidden(heard: Hearing) -> list[Terms]:
    """Return who is left to do what others must not: `Mitglieder dürfen keine Kurse löschen`."""
    if not heard.says(r"\b(?:dürfen|darf|können|kann)\b.*\b(?:nicht|kein\w*)\b") or not heard.people or len(heard.actors) < 2:
        return []
    if heard.says(r"\bmehr als\b|doppelt|gleichzeitig|überschneid\w*|\bnach\b|\bvor\b"):
        return []
    thing = next((entry for entry in heard.named() if not is_person(entry.name)), None)
    if thing is None:
        return []
    actions = tuple(dict.fromkeys(action for verb in heard.verbs for action in _actions(verb, thing, heard)))
    others = tuple(id for id in heard.actors if id not in heard.people)
    return [{"kind": "access", "entity": thing.id, "actions": actions, "roles": others}] if actions and others else []


def _queue(heard: Hearing) -> list[Terms]:
    """Return that waiting rows are served in their order. A thing without a step out of waiting gets one."""
    if not heard.says(_WAITING):
        return []
    named = [thing for thing in heard.named() if thing.states and any(entry.references for entry in thing.attributes)]
    topic = heard.topic if heard.topic and heard.topic.name.lower().endswith(_ASKED_FOR) else None
    thing = next(iter(named), None) or topic or _waiting(heard)
    if thing is None:
        return []
    if thing.states is None:
        thing.step("annehmen", heard.source)
    scope = tuple(entry.name for entry in thing.attributes if entry.references and not is_person(entry.label or entry.name))[:1]
    return [{"kind": "queue", "entity": thing.id, "action": _serving(thing), "scope": scope}]


def _waiting(heard: Hearing) -> Thing | None:
    """Return what people wait with: what the clause names of that kind, else the first such thing."""
    asking = [thing for thing in (*heard.named(), *heard.things) if thing.name.lower().endswith(_ASKED_FOR)]
    return asking[0] if asking else None


def _serving(thing: Thing) -> str:
    """Return the step by which a waiting row is served: the first out of the initial state that does not end it."""
    states = thing.states
    steps = [entry for entry in states.transitions if entry.source == states.initial and entry.target not in CANCELLED] if states else []
    if steps or states is None:
        return steps[0].action
    ended = [entry.target for entry in states.transitions if entry.source == states.initial][:1]
    served = transition(source="wartend", verb="aufnehmen", target=states.initial)
    cancel = [transition(source="wartend", verb=entry.action, target=entry.target) for entry in states.transitions if entry.target in ended]
    thing.states = type(states)(
        attribute=states.attribute, values=("wartend", *states.values), initial="wartend", transitions=(served, *cancel[:1], *states.transitions)
    )
    return served.action
