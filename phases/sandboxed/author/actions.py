"""What actors do with entities: the idea's own verbs, the steps between states, and the keeping of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import Action, Actor
from phases.sandboxed.author.mentions import Deed, Mentions
from phases.sandboxed.author.records import NOMINALS
from phases.sandboxed.author.sourced import SourcedEntity, title_of
from phases.sandboxed.author.sourcing import Source, by_idea, by_rule
from phases.sandboxed.author.vocabulary import plural

RowsOf = Callable[[Sequence[str], Sequence[str]], str | None]
MAX_DEEDS = 40


def build(
    found: Mentions, actors: tuple[Actor, ...], entities: tuple[SourcedEntity, ...], rules: Sequence[Rule], rows_of: RowsOf
) -> tuple[tuple[Action, ...], dict[str, Source]]:
    """Return the actions, each verb and entity once, and the sources of their phrases by pointer into the model.

    `rows_of(verbs, things)` says whose rows a deed makes: borrowing a book makes a loan. Where a rule gives something to one role, that role does it.
    """
    if not actors:
        return (), {}
    made: dict[str, tuple[Action, Source]] = {}
    by_id = {actor.id: actor for actor in actors}
    entitled = {(rule.entity, verb): by_id[rule.roles[0]] for rule in rules if rule.roles for verb in (*rule.actions, rule.action) if verb}
    known = {entry.entity.id: entry for entry in entities}
    for deed in found.deeds[:MAX_DEEDS]:
        rows = rows_of((deed.verb,), (deed.thing,))
        if rows is None:
            continue
        doer = by_id.get(deed.actor) or entitled.get((rows, deed.verb), actors[0])
        if known.get(deed.thing) is known[rows] or deed.verb not in NOMINALS:
            _add(made, doer, deed.verb, known[rows], _deed_source(deed))
        else:
            phrase = f"{doer.name} can {deed.verb} {plural(title_of(deed.thing)).lower()}."
            verb = "return" if deed.verb == "return" else "create"
            _add(made, doer, verb, known[rows], _deed_source(deed), phrase)
    for entry in entities:
        doer = _doer(found, entry.entity.id, by_id, actors[0])
        for step in entry.entity.states.transitions if entry.entity.states else ():
            follows = entry.known and entry.known.states == entry.entity.states
            _add(
                made,
                entitled.get((entry.entity.id, step.action), doer),
                step.action,
                entry,
                by_rule(entry.known.rule if follows else "reading.states"),
            )
    for number, entry in enumerate(entities):
        doer = _doer(found, entry.entity.id, by_id, actors[0])
        for verb in ("create", "list", "update", "delete") if number == 0 else ("create", "list"):
            _add(made, entitled.get((entry.entity.id, verb), doer), verb, entry, by_rule("reading.actions.records"))
    sources = {f"/actions/{index}/phrase": source for index, (_, source) in enumerate(made.values())}
    return tuple(action for action, _ in made.values()), sources


def _deed_source(deed: Deed) -> Source:
    return by_idea(deed.pointer, deed.quote)


def _doer(found: Mentions, thing: str, by_id: dict[str, Actor], main: Actor) -> Actor:
    named = [deed.actor for deed in found.deeds if deed.thing == thing and deed.actor in by_id]
    return by_id[named[0]] if named else main


def _add(made: dict[str, tuple[Action, Source]], actor: Actor, verb: str, entry: SourcedEntity, source: Source, phrase: str = "") -> None:
    id = f"{verb.replace('-', '_')}_{entry.entity.id}"
    said = phrase or f"{actor.name} can {verb} {entry.entity.plural.lower()}."
    made.setdefault(id, (Action(id=id, actor=actor.id, verb=verb, entity=entry.entity.id, phrase=said), source))
