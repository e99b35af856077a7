"""What actors do with things, in German sentences: the idea's own verbs, the steps between states, and the keeping of records.

A verb that only keeps records goes by the English name of its operation (create, list, update …), as the product calls it; a step by its own.
"""

from __future__ import annotations

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import Action, Actor
from phases.sandboxed.author.german.nouns import plural
from phases.sandboxed.author.german.things import LENDING, Thing, Things
from phases.sandboxed.author.german.verbs import meaning, own_noun
from phases.sandboxed.author.german.vocabulary import id_of
from phases.sandboxed.author.letters import folded
from phases.sandboxed.author.mentions import Deed, Mentions
from phases.sandboxed.author.sourcing import Source, by_idea, by_rule

MAX_DEEDS = 12
_OPERATIONS = {
    "create": "anlegen",
    "list": "auflisten",
    "view": "ansehen",
    "update": "ändern",
    "delete": "löschen",
    "search": "suchen",
    "export": "exportieren",
    "report": "auswerten",
}
_COLLECTIVES = (
    ("leitung", "Die"),
    ("führung", "Die"),
    ("redaktion", "Die"),
    ("rezeption", "Die"),
    ("verwaltung", "Die"),
    ("vorstand", "Der"),
    ("empfang", "Der"),
    ("sekretariat", "Das"),
)

_DECIDING = frozenset(["bestaetigen", "genehmigen", "freigeben", "ablehnen", "annehmen", "aufnehmen", "pruefen", "veroeffentlichen"])

Made = dict[str, tuple[Action, Source]]


def can(name: str) -> tuple[str, str]:
    """Return an actor as the subject of a sentence, and `kann` or `können` for it: people act in the plural, an office does not."""
    article = next((article for ending, article in _COLLECTIVES if name.lower().endswith(ending)), "")
    return (f"{article} {name}", "kann") if article else (plural(name), "können")


def build(found: Mentions, actors: list[Actor], things: Things, ruled: list[tuple[Rule, Source]]) -> list[tuple[Action, Source]]:
    """Return the actions, each operation of a thing once, with the sources of their phrases."""
    if not actors:
        return []
    made: Made = {}
    by_id = {actor.id: actor for actor in actors}
    known = {thing.id: thing for thing in things}
    for deed in found.deeds[:MAX_DEEDS]:
        thing = known.get(deed.thing)
        verb = _verb(deed, thing) if thing else ""
        if thing and verb:
            spoken = _OPERATIONS["create"] if own_noun(deed.verb) == thing.name else deed.verb
            if spoken[:4] not in deed.quote.lower():
                spoken += f": „{deed.quote}“"  # the idea says it in other words, or with the prefix apart
            _add(made, by_id.get(deed.actor) or _doer(found, thing, by_id, actors[0]), verb, spoken, thing, by_idea(deed.pointer, deed.quote))
    for thing in things:
        for step in thing.states.transitions if thing.states else ():
            doer = _entitled(ruled, thing, step.action, by_id) or _decider(found, thing, step.action, by_id, actors)
            source = by_rule(thing.by if thing.known and thing.known.states and step in thing.known.states.transitions else "german.states")
            _add(made, doer, step.action, (step.label or step.action).lower(), thing, source)
    for number, thing in enumerate(things):
        for verb in ("create", "list", "update", "delete") if number == 0 else ("create", "list"):
            doer = _entitled(ruled, thing, verb, by_id) or _doer(found, thing, by_id, _keeper(ruled, by_id, actors[0]))
            _add(made, doer, verb, _OPERATIONS[verb], thing, by_rule("german.actions.records"))
    return list(made.values())


def _verb(deed: Deed, thing: Thing) -> str:
    """Return the operation or step that a deed asks for; nothing for what nobody does (`verfallen`); other deeds keep their own verb."""
    step = folded(deed.verb)
    if thing.states and any(entry.action == step for entry in thing.states.transitions):
        return step
    if own_noun(deed.verb) == thing.name:
        return "create"
    if deed.verb in LENDING:
        return ""  # who hires out rooms keeps rooms, which the keeping of records says already
    return meaning(deed.verb) or (step if deed.actor else "")


def _decider(found: Mentions, thing: Thing, step: str, by_id: dict[str, Actor], actors: list[Actor]) -> Actor:
    """Return who takes a step that nobody is named for: what decides on a row is not done by whoever makes it, where there is somebody else."""
    making = _doer(found, thing, by_id, actors[0])
    others = [actor for actor in actors if actor is not making]
    return others[0] if others and step in _DECIDING else making


def _keeper(ruled: list[tuple[Rule, Source]], by_id: dict[str, Actor], main: Actor) -> Actor:
    """Return who keeps what nobody is named for: the first who alone decides something, else the main actor."""
    deciding = [rule.roles[0] for rule, _ in ruled if rule.kind in ("access", "approval") and rule.roles[0] in by_id]
    return by_id[deciding[0]] if deciding else main


def _entitled(ruled: list[tuple[Rule, Source]], thing: Thing, verb: str, by_id: dict[str, Actor]) -> Actor | None:
    """Return the first of those who alone may do this by a rule, or None."""
    for rule, _ in ruled:
        alone = rule.kind in ("access", "approval") and rule.entity == thing.id and (verb in rule.actions or verb == rule.action)
        if alone and rule.above is None and rule.roles[0] in by_id:
            return by_id[rule.roles[0]]
    return None


def _doer(found: Mentions, thing: Thing, by_id: dict[str, Actor], main: Actor) -> Actor:
    named = [deed.actor for deed in found.deeds if deed.thing == thing.id and deed.actor in by_id]
    return by_id[named[0]] if named else main


def _add(made: Made, actor: Actor, verb: str, spoken: str, thing: Thing, source: Source) -> None:
    subject, auxiliary = can(actor.name)
    id = id_of(f"{verb} {thing.id}")
    phrase = f"{subject} {auxiliary} {thing.plural} {spoken}."
    made.setdefault(id, (Action(id=id, actor=actor.id, verb=verb, entity=thing.id, phrase=phrase), source))
