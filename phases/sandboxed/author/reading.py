"""The offline author's reading of an idea: by written rules, the same for the same words, and honest about what it added.

A German idea is read in `german/`, all others here:

1. the idea is cut into statements; those addressed to the reader say nothing of the product;
2. its English words give mentions of actors, things, attributes and deeds, and what the sentences demand and wish for;
3. the domain is the lexicon's best match; its typical things join those that the idea names;
4. demands are fitted to the things, which are completed by what the rules presuppose;
5. actions and numbers follow; every claim gets its source; what stays open becomes a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author import actions, mentions, questions, statements
from phases.sandboxed.author.demands import Demand, Wish
from phases.sandboxed.author.domain import Actor, DomainModel
from phases.sandboxed.author.english import demands as demanding
from phases.sandboxed.author.english import relations
from phases.sandboxed.author.english import wishes as wishing
from phases.sandboxed.author.entities import SHORT_STATEMENTS, build
from phases.sandboxed.author.fitting import rules as fitting
from phases.sandboxed.author.fitting import wishes as wished
from phases.sandboxed.author.fitting.ground import Ground
from phases.sandboxed.author.german import reading as german
from phases.sandboxed.author.languages import READ, UNKNOWN, language_of_idea
from phases.sandboxed.author.lexicon import Domain, domains
from phases.sandboxed.author.numbers import quantities
from phases.sandboxed.author.phrases import tokens
from phases.sandboxed.author.readings import GENERAL, MAX_ACTORS, Reading, unread
from phases.sandboxed.author.records import NOMINALS
from phases.sandboxed.author.sourced import Entities, SourcedEntity, idea_source, title_of
from phases.sandboxed.author.sourcing import Source, by_idea, by_rule
from phases.sandboxed.author.vocabulary import base_verb, is_person, singular, words
from phases.sandboxed.rules import rules

ENGLISH = "en"
_HEADING = re.compile(r"\s*#+\s+(?P<title>[^\n]*\w[^\n]*)\n")


def read_idea(idea: Mapping[str, Any]) -> Reading:
    """Return the reading of an idea ({"text", maybe "title", "users", "constraints", …}) in its own language.

    Too few words to tell count as English; of an idea in a language that is not read nothing is taken but its name and first words.
    """
    language = language_of_idea(idea)
    if language == german.LANGUAGE:
        return german.read_idea(idea)
    return _read_english(idea) if language in (*READ, UNKNOWN) else unread(idea, language)


def evidence(reading: Reading, domain: str) -> tuple[tuple[str, str], ...]:
    """Return the words of the idea, as written and with their pointers, that point at a domain; each word once."""
    if reading.model.language == german.LANGUAGE:
        return german.evidence(reading.statements, domain)
    return _english_evidence(reading.statements, domain)


def _read_english(idea: Mapping[str, Any]) -> Reading:
    """Return the reading of an English idea; of mere punctuation an empty one."""
    said = statements.split(idea)
    told = tuple(statement for statement in said if not statement.to_the_reader)
    found = relations.find(said)
    wishes = wishing.find(told)
    demands = _without_qualities(demanding.find(told), wishes)
    domain = recognise(told)
    _keep_people(demands, found)
    built = (
        build(found, domain, demanded=_spoken_of(demands), deeds=_presupposed(demands, found), told=len(told))
        if found.things or domain
        else Entities()
    )
    actors, sources = _actors(found, domain, built.entries, demands, wishes, told=len(told))
    ground = Ground(built, actors, tuple(found.deeds))
    rules_fitted = fitting.fit(demands, ground)
    reports, exports, qualities = wished.reports(wishes, ground), wished.exports(wishes, ground), wished.qualities(wishes)
    entities = tuple(ground.entries.values())
    chosen, action_sources = actions.build(found, actors, entities, [rule for rule, _ in rules_fitted], ground.rows_of)
    title = _title(idea, found, entities, domain)
    summary = told[0].text.rstrip(" ;:,") if told else "The idea names nothing."
    for index, entry in enumerate(entities):
        sources[f"/entities/{index}/description"] = entry.source
        for number, attribute in enumerate(entry.entity.attributes):
            sources[f"/entities/{index}/attributes/{number}/name"] = entry.attribute_sources.get(attribute.name, entry.source)
    for key, made in (("rules", rules_fitted), ("reports", reports), ("exports", exports), ("qualities", qualities)):
        sources |= {f"/{key}/{index}/text": source for index, (_, source) in enumerate(made)}
    if told:
        sources["/summary"] = by_idea(told[0].pointer, told[0].text)
    model = DomainModel(
        title=title,
        slug=_slug(title),
        summary=summary,
        language=ENGLISH,
        domain=domain.name if domain else GENERAL,
        actors=actors,
        entities=tuple(entry.entity for entry in entities),
        actions=chosen,
        quantities=quantities(told),
        rules=tuple(entry for entry, _ in rules_fitted),
        qualities=tuple(entry for entry, _ in qualities),
        reports=tuple(entry for entry, _ in reports),
        exports=tuple(entry for entry, _ in exports),
    )
    return Reading(
        model=model,
        sources={**sources, **action_sources},
        statements=said,
        questions=questions.ask(model, entities, named=bool(found.actors)),
        excluded=tuple(found.excluded),
        named_actors=tuple(actor.id for actor in actors if actor.id in found.actors),
        deeds=tuple(found.deeds),
        named_entities=tuple(entry.entity.id for entry in entities if entry.source["kind"] == "idea"),
    )


def recognise(told: tuple[statements.Statement, ...]) -> Domain | None:
    """Return the domain with most of its trigger words in the statements, the one named first where equal; None without any."""
    seen: dict[str, int] = {}
    for statement in told:
        for token in tokens(statement.text):
            for word in (token.lower, singular(token.lower), base_verb(token.lower) or token.lower):
                seen.setdefault(word, len(seen))
    ranked = sorted(domains(), key=lambda domain: (-len(set(seen) & set(domain.triggers)), _first(seen, domain), domain.name))
    return ranked[0] if set(seen) & set(ranked[0].triggers) else None


def _first(seen: Mapping[str, int], domain: Domain) -> int:
    return min((place for word, place in seen.items() if word in domain.triggers), default=len(seen))


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "untitled"


def _title(idea: Mapping[str, Any], found: mentions.Mentions, entities: tuple[SourcedEntity, ...], domain: Domain | None) -> str:
    given = idea.get("title")
    if isinstance(given, str) and re.search(r"[A-Za-z0-9]", given):
        return " ".join(given.split())[:80]
    heading = _HEADING.match(str(idea.get("text", "")))
    if heading:
        return " ".join(heading["title"].split())[:80]
    if found.product and found.product.lower() not in words("product_words"):
        return found.product[:1].upper() + found.product[1:]
    named = [entry.entity.plural.lower() for entry in entities if entry.source["kind"] == "idea"][:2]
    if named:
        joined = " and ".join(named)
        return joined[:1].upper() + joined[1:]
    return f"{title_of(domain.name)} product" if domain else "Untitled"


def _actors(
    found: mentions.Mentions,
    domain: Domain | None,
    entities: tuple[SourcedEntity, ...],
    demands: tuple[Demand, ...],
    wishes: tuple[Wish, ...],
    *,
    told: int,
) -> tuple[tuple[Actor, ...], dict[str, Source]]:
    """Return the people of the idea, else those of the domain, else the user; with the sources of their descriptions."""
    made: list[tuple[Actor, Source]] = []
    doing = found.doing | {deed.actor for deed in found.deeds} | {key for demand in (*demands, *wishes) for key in demand.actors}
    grouped = {singular(key) for wish in wishes for key in wish.by} - doing
    people = [
        mention
        for key, mention in found.actors.items()
        if (key in doing or told <= SHORT_STATEMENTS or (found.times[key] > 1 and mention.noun not in words("kin_words")))
        and not (key in grouped and found.times[key] == 1)
    ]
    for mention in people[:MAX_ACTORS]:
        text = f"{title_of(mention.key)}: uses the product, named in the idea as “{mention.quote}”."
        made.append((Actor(id=mention.key, name=title_of(mention.key), description=text), idea_source(mention)))
    if not made and entities:
        for id in domain.actors if domain else ("user",):
            rule = f"lexicon.actor.{id}" if f"lexicon.actor.{id}" in rules() else "reading.actor.default"
            made.append((Actor(id=id, name=title_of(id), description=rules()[rule]), by_rule(rule)))
    sources = {f"/actors/{index}/description": source for index, (_, source) in enumerate(made)}
    return tuple(actor for actor, _ in made), sources


def _without_qualities(demands: tuple[Demand, ...], wishes: tuple[Wish, ...]) -> tuple[Demand, ...]:
    """Return the demands without mere statements that say how the product has to be."""
    said = {wish.text for wish in wishes}
    return tuple(demand for demand in demands if demand.kind != "statement" or demand.text not in said)


def _spoken_of(demands: tuple[Demand, ...]) -> frozenset[str]:
    """Return the keys of the things that rules speak of; what a rule is about is no mere word in passing."""
    return frozenset(key for demand in demands if demand.kind != "statement" for key in (*demand.things[:2], *demand.per))


def _keep_people(demands: tuple[Demand, ...], found: mentions.Mentions) -> None:
    """Make things of people of whom a rule says what is kept (“the email of each tenant is unique”)."""
    for demand in demands:
        if demand.kind not in ("unique", "required", "bound") or not (demand.attributes or demand.attribute):
            continue
        if demand.things and all(is_person(key.split("_")[-1]) for key in demand.things):
            key = demand.things[0]
            found.things.setdefault(key, mentions.Mention(key=key, noun=key.split("_")[-1], quote=demand.text, pointer=demand.pointer))


def _presupposed(demands: tuple[Demand, ...], found: mentions.Mentions) -> tuple[mentions.Deed, ...]:
    """Return the deeds that rules presuppose: what is not booked twice is booked, what takes participants is joined."""
    presupposed: list[mentions.Deed] = []
    timed = words("timed_nouns")
    for demand in demands:
        verbs = [verb for verb in demand.verbs if verb in NOMINALS]
        if demand.kind == "capacity" and len(demand.things) > 1 and is_person(demand.things[0].split("_")[-1]):
            verbs, things = verbs or ["enrol"], demand.things[1:2]
        elif demand.kind == "no_overlap":
            verbs, things = verbs or ["book"], tuple(key for key in demand.things if not is_person(key.split("_")[-1]))[:1]
            if any(key.split("_")[-1] in timed for key in demand.things) or any(
                relation.owner.split("_")[-1] in timed and relation.target in things for relation in found.relations
            ):
                continue
        elif demand.kind in ("limit", "lead", "duration", "total"):
            things = demand.things[-1:] if demand.per and demand.things[-1:] == demand.per else demand.things[:1]
            if {"buy", "purchase", "order"} & set(verbs) and things and things[0].split("_")[-1] in words("event_nouns"):
                continue  # of tickets that people buy the tickets are counted
            if demand.kind == "limit" and demand.per == things and {"sign", "register"} & set(demand.verbs):
                verbs = ["enrol"]
        else:
            continue
        presupposed += [
            mentions.Deed(actor="", verb=verb, thing=thing, quote=demand.text, pointer=demand.pointer) for verb in verbs[:1] for thing in things
        ]
    return tuple(presupposed)


def _english_evidence(said: tuple[statements.Statement, ...], domain: str) -> tuple[tuple[str, str], ...]:
    """Return the words of the idea, as written and with their pointers, that point at a domain; each word once."""
    triggers = next((set(known.triggers) for known in domains() if known.name == domain), set())
    found: dict[str, tuple[str, str]] = {}
    for statement in said:
        for token in tokens(statement.text) if not statement.to_the_reader else ():
            if {token.lower, singular(token.lower), base_verb(token.lower) or ""} & triggers:
                found.setdefault(token.lower, (token.text, statement.pointer))
    return tuple(found.values())
