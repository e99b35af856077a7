"""The offline author's reading of a German idea, by written rules, into the same domain model as an English one.

1. the statements are taken apart into clauses; people, things, attributes and deeds are collected;
2. the domain is the lexicon's best match; its typical things join those that the idea names;
3. rules, reports and exports are read, and add to the things what they need;
4. deeds and steps become actions; every claim gets its source; what stays open becomes a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author import statements
from phases.sandboxed.author.domain import Actor, DomainModel
from phases.sandboxed.author.german import demands, mentions, rules
from phases.sandboxed.author.german.actions import build, can
from phases.sandboxed.author.german.figures import quantities
from phases.sandboxed.author.german.lexicon import Domain, domains
from phases.sandboxed.author.german.nouns import singular
from phases.sandboxed.author.german.phrases import tokens
from phases.sandboxed.author.german.things import Things
from phases.sandboxed.author.german.things import build as build_things
from phases.sandboxed.author.german.verbs import lemma_of
from phases.sandboxed.author.german.vocabulary import id_of, words
from phases.sandboxed.author.letters import folded
from phases.sandboxed.author.mentions import Mentions
from phases.sandboxed.author.readings import GENERAL, MAX_ACTORS, Question, Reading
from phases.sandboxed.author.sourcing import Source, assumed, by_idea, by_rule
from phases.sandboxed.rules import rules as written_rules

LANGUAGE = "de"
_HEADING = re.compile(r"\s*#+\s+(?P<title>[^\n]*\w[^\n]*)\n")


def read_idea(idea: Mapping[str, Any]) -> Reading:
    """Return the reading of a German idea ({"text", maybe "title", "users", "constraints", …})."""
    said = statements.split(idea)
    told = tuple(statement for statement in said if not statement.to_the_reader)
    found = mentions.find(said)
    domain = recognise(told)
    things = build_things(found, domain)
    actors = _actors(found, domain, things)
    named = {actor.id: actor.name for actor, _ in actors}
    qualities = demands.qualities(told)
    ruled = rules.read(told, things, named, frozenset(source["quote"] for _, source in qualities))
    sections = {
        "rules": ruled,
        "reports": demands.reports(told, things),
        "exports": demands.exports(told, things),
        "qualities": qualities,
    }
    actions = build(found, [actor for actor, _ in actors], things, ruled)
    title = _title(idea, found, things)
    model = DomainModel(
        title=title,
        slug=re.sub(r"[^a-z0-9]+", "-", folded(title).lower()).strip("-")[:60].strip("-") or "ohne-titel",
        summary=told[0].text.rstrip(" ;:,") if told else "Die Idee nennt nichts.",
        language=LANGUAGE,
        domain=domain.name if domain else GENERAL,
        actors=tuple(actor for actor, _ in actors),
        entities=tuple(thing.entity() for thing in things),
        actions=tuple(action for action, _ in actions),
        quantities=tuple(quantity for statement in told for quantity in quantities(statement.text)),
        rules=tuple(entry for entry, _ in sections["rules"]),
        qualities=tuple(entry for entry, _ in sections["qualities"]),
        reports=tuple(entry for entry, _ in sections["reports"]),
        exports=tuple(entry for entry, _ in sections["exports"]),
    )
    sources = {f"/{section}/{index}/text": source for section, entries in sections.items() for index, (_, source) in enumerate(entries)}
    sources |= {f"/actors/{index}/description": source for index, (_, source) in enumerate(actors)}
    sources |= {f"/actions/{index}/phrase": source for index, (_, source) in enumerate(actions)}
    sources |= _sources_of(things) | ({"/summary": by_idea(told[0].pointer, told[0].text)} if told else {})
    return Reading(
        model=model,
        sources=sources,
        statements=said,
        questions=_questions(found, things, [actor for actor, _ in actors]),
        excluded=tuple(found.excluded),
        named_actors=tuple(found.actors),
        named_entities=tuple(thing.id for thing in things if thing.source["kind"] == "idea"),
        deeds=tuple(found.deeds),
    )


def _words(statement: statements.Statement) -> dict[str, str]:
    """Return the words of a statement as triggers know them → as written: nouns in the singular, verbs in the infinitive."""
    found: dict[str, str] = {}
    for token in tokens(statement.text):
        plain = singular(token.text).lower() if token.tag == "NOUN" else lemma_of(token.lower) or token.lower
        found.setdefault(plain, token.text)
        if "-" in plain:
            found.setdefault(plain.split("-")[0].rstrip("s"), token.text)
    return found


def _points(word: str, triggers: frozenset[str]) -> bool:
    """Tell whether a word is a trigger, or a compound that ends or begins with a longer one: `Raumbuchung`, `Kursverwaltung`."""
    return word in triggers or any(len(trigger) > 4 and (word.endswith(trigger) or word.startswith(trigger)) for trigger in triggers)


def _named(domain: Domain, seen: set[str]) -> int:
    """Return how many of a domain's own things the words name."""
    return sum(thing.name.lower() in seen for thing in domain.things)


def recognise(told: tuple[statements.Statement, ...]) -> Domain | None:
    """Return the domain with most of its triggers among the words of the statements, then of its things, by name where equal; None without any."""
    seen = {word for statement in told for word in _words(statement)}
    ranked = sorted(domains(), key=lambda domain: (-sum(_points(word, domain.triggers) for word in seen), -_named(domain, seen), domain.name))
    return ranked[0] if any(_points(word, ranked[0].triggers) for word in seen) else None


def evidence(said: tuple[statements.Statement, ...], domain: str) -> tuple[tuple[str, str], ...]:
    """Return the words of the idea, as written and with their pointers, that point at a domain; each word once."""
    triggers = next((entry.triggers for entry in domains() if entry.name == domain), frozenset())
    found: dict[str, tuple[str, str]] = {}
    for statement in said:
        for word, written in _words(statement).items() if not statement.to_the_reader else ():
            if _points(word, triggers):
                found.setdefault(word, (written, statement.pointer))
    return tuple(dict.fromkeys(found.values()))


def _title(idea: Mapping[str, Any], found: Mentions, things: Things) -> str:
    given = idea.get("title")
    if isinstance(given, str) and re.search(r"[^\W_]", given):
        return " ".join(given.split())[:80]
    heading = _HEADING.match(str(idea.get("text") or ""))
    if heading:
        return " ".join(heading["title"].split())[:80]
    if found.product and found.product.lower() not in words("product_nouns"):
        return found.product[:1].upper() + found.product[1:]
    named = [thing.plural for thing in things if thing.source["kind"] == "idea"][:2]
    return " und ".join(named) or next((thing.plural for thing in things), "Ohne Titel")


def _actors(found: Mentions, domain: Domain | None, things: Things) -> list[tuple[Actor, Source]]:
    """Return the people of the idea, else those of the domain, else the user; with the sources of their descriptions."""
    made: list[tuple[Actor, Source]] = []
    for mention in list(found.actors.values())[:MAX_ACTORS]:
        text = f"{mention.noun}: nutzt das Produkt, in der Idee genannt als „{mention.quote}“."
        made.append((Actor(id=mention.key, name=mention.noun, description=text), by_idea(mention.pointer, mention.quote)))
    if not made and len(things):
        for name in domain.actors if domain else ("Nutzer",):
            rule = f"german.actor.{id_of(name)}"
            made.append((Actor(id=id_of(name), name=name, description=written_rules()[rule]), by_rule(rule)))
    return made


def _sources_of(things: Things) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for index, thing in enumerate(things):
        sources[f"/entities/{index}/description"] = thing.source
        for number, attribute in enumerate(thing.entity().attributes):
            sources[f"/entities/{index}/attributes/{number}/name"] = thing.sources.get(attribute.name, thing.source)
    return sources


def _questions(found: Mentions, things: Things, actors: list[Actor]) -> tuple[Question, ...]:
    """Return what the idea does not say: who uses it, what each unknown thing keeps, how many will use it."""
    asked: list[tuple[str, str, Source]] = []
    if actors and not found.actors:
        names = " und ".join(can(actor.name)[0] for actor in actors)
        asked.append(("Wer nutzt das Produkt?", f"Die Idee nennt niemanden; als Nutzer gelten: {names}.", by_rule("german.actor.default")))
    for thing in things:
        if thing.known is None:
            kept = ", ".join(attribute.label or attribute.name for attribute in thing.entity().attributes)
            question = f"Was hält das Produkt zu jedem Eintrag der Art {thing.name} fest?"
            asked.append((question, f"Es hält fest: {kept}.", by_rule(thing.by)))
    if len(things):
        text = "Eine kleine Gruppe nutzt das Produkt gleichzeitig: höchstens fünfzig Personen."
        reason = assumed("Die Idee nennt keine Zahl von Nutzern, und keine Regel kann sie kennen.")
        asked.append(("Wie viele Personen nutzen das Produkt gleichzeitig?", text, reason))
    return tuple(Question(id=f"Q-{number:02}", text=text, answer=answer, source=source) for number, (text, answer, source) in enumerate(asked, 1))
