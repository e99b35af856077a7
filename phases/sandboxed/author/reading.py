"""The offline author's reading of an idea: by written rules, the same for the same words, and honest about what it added.

1. the idea is cut into statements; those addressed to the reader say nothing of the product;
2. mentions of actors, things, attributes and deeds are collected;
3. the domain is the lexicon's best match; its typical things join those that the idea names;
4. actions, numbers, rules and qualities follow; every claim gets its source; what stays open becomes a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author import actions, mentions, statements
from phases.sandboxed.author.business_rules import Quality, Rule
from phases.sandboxed.author.domain import Actor, DomainModel
from phases.sandboxed.author.entities import SourcedEntity, build, idea_source, title_of
from phases.sandboxed.author.lexicon import Domain, domains
from phases.sandboxed.author.numbers import quantities
from phases.sandboxed.author.phrases import tokens
from phases.sandboxed.author.sourcing import Source, assumed, by_idea, by_rule
from phases.sandboxed.author.vocabulary import base_verb, markers, plural, singular, words
from phases.sandboxed.rules import rules

GENERAL = "general"
MAX_ACTORS = 4
MAX_RULES = 8
MAX_QUALITIES = 6


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the idea leaves open, and the answer taken; `source` says by which rule, or that it is an assumption."""

    id: str
    text: str
    answer: str
    source: Source


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was read. `sources`: JSON pointer into `model.to_json()` → source. `excluded` are things that the idea rules out."""

    model: DomainModel
    sources: Mapping[str, Source]
    statements: tuple[statements.Statement, ...]
    questions: tuple[Question, ...]
    excluded: tuple[mentions.Mention, ...]
    named_actors: tuple[str, ...]
    named_entities: tuple[str, ...]
    deeds: tuple[mentions.Deed, ...]


def read_idea(idea: Mapping[str, Any]) -> Reading:
    """Return the reading of an idea ({"text", maybe "title", "users", "constraints", …}); of mere punctuation an empty one."""
    said = statements.split(idea)
    told = tuple(statement for statement in said if not statement.to_the_reader)
    found = mentions.find(said)
    domain = recognise(told)
    entities = build(found, domain) if found.things or domain else ()
    actors, sources = _actors(found, domain, entities)
    chosen, action_sources = actions.build(found, actors, entities)
    title = _title(idea, found, entities, domain)
    summary = told[0].text if told else "The idea names nothing."
    rules_said, qualities_said = _rules(told), _qualities(told)
    for index, entry in enumerate(entities):
        sources[f"/entities/{index}/description"] = entry.source
        for number, attribute in enumerate(entry.entity.attributes):
            sources[f"/entities/{index}/attributes/{number}/name"] = entry.attribute_sources.get(attribute.name, entry.source)
    sources |= {f"/rules/{index}/text": source for index, (_, source) in enumerate(rules_said)}
    sources |= {f"/qualities/{index}/text": source for index, (_, source) in enumerate(qualities_said)}
    if told:
        sources["/summary"] = by_idea(told[0].pointer, told[0].text)
    model = DomainModel(
        title=title,
        slug=_slug(title),
        summary=summary,
        language="en",
        domain=domain.name if domain else GENERAL,
        actors=actors,
        entities=tuple(entry.entity for entry in entities),
        actions=chosen,
        quantities=quantities(told),
        rules=tuple(entry for entry, _ in rules_said),
        qualities=tuple(entry for entry, _ in qualities_said),
    )
    return Reading(
        model=model,
        sources={**sources, **action_sources},
        statements=said,
        questions=_questions(found, entities, actors),
        excluded=tuple(found.excluded),
        named_actors=tuple(found.actors),
        deeds=tuple(found.deeds),
        named_entities=tuple(entry.entity.id for entry in entities if entry.source["kind"] == "idea"),
    )


def recognise(told: tuple[statements.Statement, ...]) -> Domain | None:
    """Return the domain with most of its trigger words in the statements, by name where equal; None without any."""
    seen: set[str] = set()
    for statement in told:
        for token in tokens(statement.text):
            seen |= {token.lower, singular(token.lower), base_verb(token.lower) or token.lower}
    ranked = sorted(domains(), key=lambda domain: (-len(seen & set(domain.triggers)), domain.name))
    return ranked[0] if seen & set(ranked[0].triggers) else None


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "untitled"


def _title(idea: Mapping[str, Any], found: mentions.Mentions, entities: tuple[SourcedEntity, ...], domain: Domain | None) -> str:
    given = idea.get("title")
    if isinstance(given, str) and re.search(r"[A-Za-z0-9]", given):
        return " ".join(given.split())[:80]
    if found.product and found.product.lower() not in words("product_words"):
        return found.product[:1].upper() + found.product[1:]
    named = [entry.entity.plural.lower() for entry in entities if entry.source["kind"] == "idea"][:2]
    if named:
        joined = " and ".join(named)
        return joined[:1].upper() + joined[1:]
    return f"{title_of(domain.name)} product" if domain else "Untitled"


def _actors(found: mentions.Mentions, domain: Domain | None, entities: tuple[SourcedEntity, ...]) -> tuple[tuple[Actor, ...], dict[str, Source]]:
    """Return the people of the idea, else those of the domain, else the user; with the sources of their descriptions."""
    made: list[tuple[Actor, Source]] = []
    for mention in list(found.actors.values())[:MAX_ACTORS]:
        text = f"{title_of(mention.key)}: uses the product, named in the idea as “{mention.quote}”."
        made.append((Actor(id=mention.key, name=title_of(mention.key), description=text), idea_source(mention)))
    if not made and entities:
        for id in domain.actors if domain else ("user",):
            rule = f"lexicon.actor.{id}" if f"lexicon.actor.{id}" in rules() else "reading.actor.default"
            made.append((Actor(id=id, name=title_of(id), description=rules()[rule]), by_rule(rule)))
    sources = {f"/actors/{index}/description": source for index, (_, source) in enumerate(made)}
    return tuple(actor for actor, _ in made), sources


def _rules(told: tuple[statements.Statement, ...]) -> list[tuple[Rule, Source]]:
    chosen = [
        statement
        for statement in told
        if statement.role == "constraints" or any(re.search(rf"\b{marker}\b", statement.text, re.IGNORECASE) for marker in markers())
    ]
    return [
        (Rule(id=f"rule_{number}", text=statement.text), by_idea(statement.pointer, statement.text))
        for number, statement in enumerate(chosen[:MAX_RULES], 1)
    ]


def _qualities(told: tuple[statements.Statement, ...]) -> list[tuple[Quality, Source]]:
    found: dict[str, tuple[str, str]] = {}
    for statement in told:
        for token in tokens(statement.text):
            if token.lower in words("quality_words"):
                found.setdefault(token.lower, (token.text, statement.pointer))
    return [
        (Quality(id=f"quality_{number}", text=f"The product is {word}."), by_idea(pointer, word))
        for number, (word, pointer) in enumerate(list(found.values())[:MAX_QUALITIES], 1)
    ]


def _questions(found: mentions.Mentions, entities: tuple[SourcedEntity, ...], actors: tuple[Actor, ...]) -> tuple[Question, ...]:
    """Return what the idea does not say: who uses it, what each unknown thing keeps, how many will use it."""
    asked: list[tuple[str, str, Source]] = []
    if actors and not found.actors:
        names = " and ".join(plural(actor.name.lower()) for actor in actors)
        asked.append(("Who uses the product?", f"The idea names nobody; the users are taken to be {names}.", by_rule("reading.actor.default")))
    for entry in entities:
        if entry.known is None:
            rule = next(iter(entry.attribute_sources.values()))
            kept = ", ".join(attribute.name.replace("_", " ") for attribute in entry.entity.attributes)
            asked.append((f"What does the product keep of each {entry.entity.name.lower()}?", f"It keeps, as a record of its kind: {kept}.", rule))
    if entities:
        asked.append(
            (
                "How many people use the product at the same time?",
                "A small group uses the product at the same time: no more than fifty people.",
                assumed("The idea gives no number of users, and no rule can know it."),
            )
        )
    return tuple(Question(id=f"Q-{number:02}", text=text, answer=answer, source=source) for number, (text, answer, source) in enumerate(asked, 1))


def evidence(said: tuple[statements.Statement, ...], domain: str) -> tuple[tuple[str, str], ...]:
    """Return the words of the idea, as written and with their pointers, that point at a domain; each word once."""
    triggers = next((set(known.triggers) for known in domains() if known.name == domain), set())
    found: dict[str, tuple[str, str]] = {}
    for statement in said:
        for token in tokens(statement.text) if not statement.to_the_reader else ():
            if {token.lower, singular(token.lower), base_verb(token.lower) or ""} & triggers:
                found.setdefault(token.lower, (token.text, statement.pointer))
    return tuple(found.values())
