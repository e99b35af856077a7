"""What actors do with entities: the idea's own verbs, the steps between states, and the keeping of records."""

from __future__ import annotations

from phases.sandboxed.author.domain import Action, Actor
from phases.sandboxed.author.entities import SourcedEntity
from phases.sandboxed.author.mentions import Deed, Mentions
from phases.sandboxed.author.sourcing import Source, by_idea, by_rule

MAX_DEEDS = 8
# what a verb of the idea means for the records that a product keeps
RECORD_MEANING = {
    "track": "create",
    "log": "create",
    "record": "create",
    "enter": "create",
    "add": "create",
    "register": "create",
    "book": "create",
    "reserve": "create",
    "post": "create",
    "submit": "create",
    "order": "create",
    "request": "create",
    "schedule": "create",
    "plan": "create",
    "upload": "create",
    "capture": "create",
    "keep": "list",
    "manage": "update",
    "organize": "update",
    "organise": "update",
    "edit": "update",
    "change": "update",
    "assign": "update",
    "see": "view",
    "read": "view",
    "show": "view",
    "look": "view",
    "monitor": "list",
    "browse": "list",
    "search": "search",
    "find": "search",
    "filter": "search",
    "remove": "delete",
    "export": "export",
}


def record_meaning(verb: str) -> str | None:
    """Return create, list, view, update, delete, search or export for a verb that keeps records, or None."""
    if verb in ("create", "list", "view", "update", "delete"):
        return verb
    return RECORD_MEANING.get(verb)


def build(found: Mentions, actors: tuple[Actor, ...], entities: tuple[SourcedEntity, ...]) -> tuple[tuple[Action, ...], dict[str, Source]]:
    """Return the actions, each verb and entity once, and the sources of their phrases by pointer into the model."""
    if not actors:
        return (), {}
    made: dict[str, tuple[Action, Source]] = {}
    by_id = {actor.id: actor for actor in actors}
    known = {entry.entity.id: entry for entry in entities}
    for deed in found.deeds[:MAX_DEEDS]:
        if deed.thing in known:
            _add(made, by_id.get(deed.actor, actors[0]), deed.verb, known[deed.thing], _deed_source(deed))
    for entry in entities:
        doer = _doer(found, entry.entity.id, by_id, actors[0])
        for step in entry.entity.states.transitions if entry.entity.states else ():
            follows = entry.known and entry.known.states == entry.entity.states
            _add(made, doer, step.action, entry, by_rule(entry.known.rule if follows else "reading.states"))
    for number, entry in enumerate(entities):
        doer = _doer(found, entry.entity.id, by_id, actors[0])
        for verb in ("create", "list", "update", "delete") if number == 0 else ("create", "list"):
            _add(made, doer, verb, entry, by_rule("reading.actions.records"))
    sources = {f"/actions/{index}/phrase": source for index, (_, source) in enumerate(made.values())}
    return tuple(action for action, _ in made.values()), sources


def _deed_source(deed: Deed) -> Source:
    return by_idea(deed.pointer, deed.quote)


def _doer(found: Mentions, thing: str, by_id: dict[str, Actor], main: Actor) -> Actor:
    named = [deed.actor for deed in found.deeds if deed.thing == thing and deed.actor in by_id]
    return by_id[named[0]] if named else main


def _add(made: dict[str, tuple[Action, Source]], actor: Actor, verb: str, entry: SourcedEntity, source: Source) -> None:
    id = f"{verb.replace('-', '_')}_{entry.entity.id}"
    phrase = f"{actor.name} can {verb} {entry.entity.plural.lower()}."
    made.setdefault(id, (Action(id=id, actor=actor.id, verb=verb, entity=entry.entity.id, phrase=phrase), source))
