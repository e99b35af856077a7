"""Architecture decision records: what was chosen, what else was looked at, and why that lost. Used by the outline of the architecture."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Claim, Given, rule_says
from phases.sandboxed.planning.rule_decisions import called_for, title_of
from phases.sandboxed.planning.wording import listed, lower, sentence
from phases.sandboxed.product.resources import resources_of

Option = tuple[str, str]  # what else was possible, the rule that says why not


def decisions(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    """Return the decision records, with claims; that on life cycles stands only where something has one."""
    kinds = listed(lower(entity.plural) for entity in model.entities)
    first = lower(model.actors[0].name)
    links = sum(1 for resource in resources_of(model) for field in resource.fields if field.references)
    found = [
        _record(
            "One process serves pages and interface",
            domain.claim(f"The first release is for {first} users and keeps {kinds}.", "/entities/0/plural"),
            "One WSGI process with the pages, the interface and the rules of every record.",
            "arch.style.one_process",
            [("a service each record", "arch.not.services"), ("functions of a cloud provider", "arch.not.functions")],
        ),
        _record(
            "Records are kept in SQLite",
            domain.claim(f"{len(model.entities)} kinds of records with {links} references are kept: {kinds}.", "/entities/0/plural"),
            "One SQLite file, foreign keys and checks on.",
            "arch.part.store",
            [("PostgreSQL", "arch.not.postgresql"), ("JSON files", "arch.not.files")],
        ),
        _record(
            "Pages are rendered by the server",
            rule_says("prd.goal.accessible"),
            "HTML from the server, forms that work without scripts.",
            "arch.part.pages",
            [("a single-page application", "arch.not.spa"), ("a native application", "arch.not.native")],
        ),
        _record(
            "The interface is REST with an OpenAPI document",
            rule_says("arch.api.resources"),
            "JSON over HTTP, one resource each kind of record, described by OpenAPI 3.1.",
            "arch.part.api",
            [("GraphQL", "arch.not.graphql"), ("remote procedure calls", "arch.not.rpc")],
        ),
        _record(
            "The product needs the standard library alone",
            rule_says("arch.lean.dependencies"),
            "Python's standard library, no packages.",
            "arch.lean.dependencies",
            [("a web framework", "arch.not.framework"), ("another language", "arch.not.language")],
        ),
    ]
    found.append(
        _record(
            "The product has accounts of its own",
            domain.claim(f"Signed in are {listed(lower(actor.name) for actor in model.actors)}.", "/actors/0/name"),
            "A table of accounts with name, role and a password kept by scrypt; sessions for pages, tokens for the interface.",
            "arch.adr.accounts",
            [("an identity provider", "arch.not.identity_provider"), ("no accounts", "arch.not.open")],
        )
    )
    for choice, index in called_for(model):
        context = domain.claim(f"The idea says: {sentence(model.rules[index].text)}", f"/rules/{index}/text")
        found.append(_record(title_of(choice, model, index), context, choice.decision, choice.because, list(choice.options)))
    for index, (entity, resource) in enumerate(zip(model.entities, resources_of(model), strict=True)):
        if resource.transitions:
            steps = listed(lower(step.label) for step in resource.transitions)
            found.append(
                _record(
                    f"The state of {lower(entity.plural)} changes by named steps",
                    domain.claim(f"{entity.plural} have the steps {steps}.", f"/entities/{index}/states"),
                    f"Each step ({steps}) is an operation of its own that checks the present state.",
                    "arch.api.steps",
                    [("a field that anybody sets", "arch.not.free_state"), ("an event log as the only truth", "arch.not.events")],
                )
            )
    return [{"id": f"ADR-{number:03d}", "status": "accepted", **record} for number, record in enumerate(found, start=1)]


def _record(title: str, context: Claim, decision: str, because: str, options: list[Option]) -> dict[str, Any]:
    return {
        "title": title,
        "context": context,
        "decision": decision,
        "consequence": rule_says(because),
        "alternatives": [{"option": option, "why_not": rule_says(rule)} for option, rule in options],
    }
