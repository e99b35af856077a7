"""PersonaAgent: three to five personas: the actors of the idea, then roles that any product has. No invented biographies.

What nobody said of an actor (how often, on which device) is an assumption, and stands there as one.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import told
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Claim, Given, assumed, by_rule, given, rule_says, write
from phases.sandboxed.planning.wording import lower
from phases.sandboxed.rules import rules

_NEEDS, _BOUND = "ideation.persona.actor_needs", "ideation.persona.bound"


def run(ctx: Context) -> dict[str, Any]:
    """Write Personas; return how many there are. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    model = DomainModel.from_json(domain.content)
    found = ctx.call_tool("tool.ideation.personas")["data"]["personas"]
    entries = [_actor(entry, model, domain) if entry["kind"] == "actor" else _role(entry, model) for entry in found]
    write(ctx, "Personas", {"personas": entries})
    return {"personas": len(entries)}


def _actor(entry: dict[str, Any], model: DomainModel, domain: Given) -> dict[str, Any]:
    """Return an actor: what the model says of it, what it does, which rules bind it; one without own actions keeps the records."""
    number = [actor.id for actor in model.actors].index(entry["actor"])
    goals: list[Claim] = [domain.repeated(f"/actions/{index}/phrase") for index in entry["goals"]]
    bound = [
        {"rule": model.rules[index].id, "text": domain.claim(told(model.rules[index], model), f"/rules/{index}/text")} for index in entry["rules"]
    ]
    return {
        **entry,
        "role": domain.repeated(f"/actors/{number}/description"),
        "goals": goals or [by_rule(f"{entry['name']} sees and corrects own records.", _NEEDS)],
        "needs": [rule_says(_NEEDS), *([rule_says(_BOUND)] if bound else [])],
        "rules": bound,
        "assumptions": [_assumption(entry, model)],
    }


def _assumption(entry: dict[str, Any], model: DomainModel) -> Claim:
    things = next((model.entity(model.actions[index].entity).plural for index in entry["goals"]), model.entities[0].plural if model.entities else "")
    said = any(quality.kind == "devices" for quality in model.qualities)
    where = "" if said else ", at a desk as often as on a phone"
    text = f"A {lower(entry['name'])} works with {lower(things) or 'the records'} several times a week{where}."
    return assumed(text, "The idea does not say how often; the beta counts it.")


def _role(entry: dict[str, Any], model: DomainModel) -> dict[str, Any]:
    """Return a role: its rule reads `role: needs …, and wants …`; the record that it meets first is the idea's."""
    rule = f"ideation.persona.{entry['id']}"
    role, _, rest = rules()[rule].partition(": needs ")
    needs, _, wants = rest.partition(", and wants ")
    first = f" Here that is a {lower(model.entities[0].name)}." if model.entities and entry["id"] == "newcomer" else ""
    return {
        **entry,
        "role": by_rule(f"{role}.", rule),
        "goals": [by_rule(f"Wants {wants}{first}", rule)],
        "needs": [by_rule(f"Needs {needs}.", rule)],
        "rules": [],
        "assumptions": [],
    }
