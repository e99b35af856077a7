"""Architecture decision records: what was chosen, what else was looked at, and why that lost. Used by the outline of the architecture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Claim, Given, rule_says
from phases.sandboxed.planning.rule_decisions import called_for, title_of
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.speech import saying, speech_of
from phases.sandboxed.speech.saying import Speech, pattern

Option = tuple[str, str]  # what else was possible, the rule that says why not
# what it is about, title, decision, the rule that says why, what else was possible
USUAL: tuple[tuple[str, str, str, str, tuple[Option, ...]], ...] = (
    (
        "users",
        pattern("One process serves pages and interface"),
        pattern("One WSGI process with the pages, the interface and the rules of every record."),
        "arch.style.one_process",
        ((pattern("a service each record"), "arch.not.services"), (pattern("functions of a cloud provider"), "arch.not.functions")),
    ),
    (
        "records",
        pattern("Records are kept in SQLite"),
        pattern("One SQLite file, foreign keys and checks on."),
        "arch.part.store",
        ((pattern("PostgreSQL"), "arch.not.postgresql"), (pattern("JSON files"), "arch.not.files")),
    ),
    (
        "pages",
        pattern("Pages are rendered by the server"),
        pattern("HTML from the server, forms that work without scripts."),
        "arch.part.pages",
        ((pattern("a single-page application"), "arch.not.spa"), (pattern("a native application"), "arch.not.native")),
    ),
    (
        "interface",
        pattern("The interface is REST with an OpenAPI document"),
        pattern("JSON over HTTP, one resource each kind of record, described by OpenAPI 3.1."),
        "arch.part.api",
        ((pattern("GraphQL"), "arch.not.graphql"), (pattern("remote procedure calls"), "arch.not.rpc")),
    ),
    (
        "library",
        pattern("The product needs the standard library alone"),
        pattern("Python's standard library, no packages."),
        "arch.lean.dependencies",
        ((pattern("a web framework"), "arch.not.framework"), (pattern("another language"), "arch.not.language")),
    ),
    (
        "accounts",
        pattern("The product has accounts of its own"),
        pattern("A table of accounts with name, role and a password kept by scrypt; sessions for pages, tokens for the interface."),
        "arch.adr.accounts",
        ((pattern("an identity provider"), "arch.not.identity_provider"), (pattern("no accounts"), "arch.not.open")),
    ),
)
FREE_STATE = ((pattern("a field that anybody sets"), "arch.not.free_state"), (pattern("an event log as the only truth"), "arch.not.events"))


def decisions(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    """Return the decision records, with claims; that on life cycles stands only where something has one."""
    speech = speech_of(model)
    found = [*_usual(model, domain), *_of_rules(model, domain)]
    for index, resource in enumerate(resources_of(model)):
        if resource.transitions:
            say, steps = saying(resource), speech.listed(speech.label(step.label) for step in resource.transitions)
            found.append(
                _record(
                    speech,
                    say("The state of {it:many} changes by named steps"),
                    domain.claim(say("{it:names} have the steps {steps}.", steps=steps), f"/entities/{index}/states"),
                    say("Each step ({steps}) is an operation of its own that checks the present state.", steps=steps),
                    "arch.api.steps",
                    FREE_STATE,
                )
            )
    return [{"id": f"ADR-{number:03d}", "status": "accepted", **record} for number, record in enumerate(found, start=1)]


def _usual(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    """Return the decisions that every product has, in the words of this one."""
    speech = speech_of(model)
    say, kinds = speech.say, speech.listed(f"{speech.thing(entity):many}" for entity in model.entities)
    links = sum(1 for resource in resources_of(model) for field in resource.fields if field.references)
    first, everybody = speech.person(model.actors[0].name), speech.people([actor.name for actor in model.actors])
    contexts = {
        "users": domain.claim(say("The first release is for {who:one} users and keeps {kinds}.", who=first, kinds=kinds), "/entities/0/plural"),
        "records": domain.claim(
            say("{count} kinds of records with {links} references are kept: {kinds}.", count=len(model.entities), links=links, kinds=kinds),
            "/entities/0/plural",
        ),
        "pages": rule_says(speech.rule("prd.goal.accessible")),
        "interface": rule_says(speech.rule("arch.api.resources")),
        "library": rule_says(speech.rule("arch.lean.dependencies")),
        "accounts": domain.claim(say("Signed in are {who:one}.", who=everybody), "/actors/0/name"),
    }
    return [_record(speech, say(title), contexts[about], say(text), because, options) for about, title, text, because, options in USUAL]


def _of_rules(model: DomainModel, domain: Given) -> Iterator[dict[str, Any]]:
    speech = speech_of(model)
    for choice, index in called_for(model):
        context = domain.claim(speech.say("The idea says: {words}", words=sentence(model.rules[index].text)), f"/rules/{index}/text")
        yield _record(speech, title_of(choice, model, index), context, speech.say(choice.decision), choice.because, choice.options)


def _record(speech: Speech, title: str, context: Claim, decision: str, because: str, options: Sequence[Option]) -> dict[str, Any]:
    return {
        "title": title,
        "context": context,
        "decision": decision,
        "consequence": rule_says(speech.rule(because)),
        "alternatives": [{"option": speech.say(option), "why_not": rule_says(speech.rule(rule))} for option, rule in options],
    }
