"""PersonaAgent: three to five personas: the actors of the idea, then roles that any product has. No invented biographies.

What nobody said of an actor (how often, on which device) is an assumption, and stands there as one.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import told
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Claim, Given, assumed, by_rule, given, rule_says, write
from phases.sandboxed.rules import rules
from phases.sandboxed.speech import speech_of

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
    speech = speech_of(model)
    number = [actor.id for actor in model.actors].index(entry["actor"])
    goals: list[Claim] = [domain.repeated(f"/actions/{index}/phrase") for index in entry["goals"]]
    bound = [
        {"rule": model.rules[index].id, "text": domain.claim(told(model.rules[index], model), f"/rules/{index}/text")} for index in entry["rules"]
    ]
    return {
        **entry,
        "role": domain.repeated(f"/actors/{number}/description"),
        "goals": goals or [by_rule(speech.say("{name} sees and corrects own records.", name=entry["name"]), speech.rule(_NEEDS))],
        "needs": [rule_says(speech.rule(_NEEDS)), *([rule_says(speech.rule(_BOUND))] if bound else [])],
        "rules": bound,
        "assumptions": [_assumption(entry, model)],
    }


def _assumption(entry: dict[str, Any], model: DomainModel) -> Claim:
    speech = speech_of(model)
    worked_with = [model.entity(model.actions[index].entity) for index in entry["goals"]] or list(model.entities)
    things = f"{speech.thing(worked_with[0]):many}" if worked_with else speech.say("the records")
    said = any(quality.kind == "devices" for quality in model.qualities)
    where = "" if said else speech.say(", at a desk as often as on a phone")
    who = speech.person(entry["name"])
    text = speech.say("A {who:one} works with {things} several times a week{where}.", who=who, things=things, where=where)
    return assumed(text, speech.say("The idea does not say how often; the beta counts it."))


def _role(entry: dict[str, Any], model: DomainModel) -> dict[str, Any]:
    """Return a role: its rule reads `role: needs …, and wants …`; the record that it meets first is the idea's."""
    speech = speech_of(model)
    rule = speech.rule(f"ideation.persona.{entry['id']}")
    role, _, rest = rules()[rule].partition(speech.say(": needs "))
    needs, _, wants = rest.partition(speech.say(", and wants "))
    first = ""
    if model.entities and entry["id"] == "newcomer":
        first = speech.say(" Here that is a {it:one}.", it=speech.thing(model.entities[0]))
    return {
        **entry,
        "role": by_rule(f"{role}.", rule),
        "goals": [by_rule(speech.say("Wants {wants}{first}", wants=wants, first=first), rule)],
        "needs": [by_rule(speech.say("Needs {needs}.", needs=needs), rule)],
        "rules": [],
        "assumptions": [],
    }
