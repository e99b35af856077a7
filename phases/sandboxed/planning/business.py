"""The business model on one page, the way to the market, and the numbers that tell whether it works; all from the domain model and written rules."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Claim, Given, assumed, by_rule, rule_says
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.speech import saying, speech_of
from phases.sandboxed.speech.saying import Speech

MOST_PROPOSITIONS = 5


def biz_pack(model: DomainModel, domain: Given, prd: Given, stories: Given) -> dict[str, Any]:
    """Return the content of a BizPack artifact, with claims."""
    speech = speech_of(model)
    kinds, rule = speech.listed(f"{speech.thing(entity):many}" for entity in model.entities), speech.rule
    return {
        "title": model.title,
        "problem": prd.repeated("/problem"),
        "segments": [_segment(index, model, domain) for index in range(len(model.actors))],
        "value_propositions": [_proposition(index, model, stories) for index in range(len(stories.content["stories"][:MOST_PROPOSITIONS]))],
        "alternatives": [
            assumed(
                speech.say("People keep {kinds} in notes or spreadsheets today.", kinds=kinds),
                speech.say("nobody was asked; interviews with the first users would tell"),
            )
        ],
        "channels": [
            by_rule(
                speech.say("People who work with {kinds} find the product by the words that they search.", kinds=kinds), rule("biz.channel.search")
            ),
            rule_says(rule("biz.channel.referral")),
        ],
        "revenue": [
            by_rule(
                speech.say("Who keeps {kinds} comes back each month, and pays by a monthly subscription.", kinds=kinds),
                rule("biz.revenue.subscription"),
            )
        ],
        "costs": _costs(speech, kinds),
        "key_resources": [
            domain.claim(speech.say("The records: {text}", text=sentence(entity.description)), f"/entities/{index}/description")
            for index, entity in enumerate(model.entities)
        ],
        "key_activities": [rule_says(rule("biz.activity.release")), rule_says(rule("biz.activity.listen"))],
    }


def _costs(speech: Speech, kinds: str) -> list[Claim]:
    running = speech.say("The cost of running is one small machine for {kinds}, with backups; PricingModel computes it from its sizes.", kinds=kinds)
    return [
        by_rule(speech.say("The cost of building grows with the number of stories."), speech.rule("biz.cost.build")),
        by_rule(running, speech.rule("biz.cost.run")),
        by_rule(speech.say("Support for {kinds} costs time with each customer.", kinds=kinds), speech.rule("biz.cost.support")),
    ]


def _segment(index: int, model: DomainModel, domain: Given) -> dict[str, Any]:
    actor = model.actors[index]
    jobs = [domain.repeated(f"/actions/{position}/phrase") for position, action in enumerate(model.actions) if action.actor == actor.id]
    return {"actor": actor.id, "name": actor.name, "description": domain.repeated(f"/actors/{index}/description"), "jobs": jobs}


def _proposition(index: int, model: DomainModel, stories: Given) -> dict[str, Any]:
    story, speech = stories.content["stories"][index], speech_of(model)
    who = speech.person(model.actor(story["actor"]).name)
    text = speech.say("For {who:a}: {benefit}", who=who, benefit=sentence(story["so_that"]))
    return {"actor": story["actor"], "story": story["id"], "text": stories.claim(text, f"/stories/{index}/so_that")}


def gtm_plan(model: DomainModel, domain: Given, stories: Given, personas: Given | None = None) -> dict[str, Any]:
    """Return the content of a GTMPlan artifact, with claims: positioning, messages, channels, and stages that each end by a number."""
    speech, who = speech_of(model), speech_of(model).person(model.actors[0].name)
    rule, told = speech.rule, enumerate(stories.content["stories"])
    positioning = speech.say("{title} for {who:one} users: {summary}", title=model.title, who=who, summary=sentence(model.summary))
    return {
        "positioning": domain.claim(positioning, "/summary"),
        "segments": [
            {"actor": actor.id, "order": index, "why": _segment_order(index, model, domain)} for index, actor in enumerate(model.actors, start=1)
        ],
        "personas": [] if personas is None else _approaches(model, stories, personas),
        "messages": [_message(index, story, model, stories) for index, story in told if story["priority"] == "must"],
        "channels": [
            {"name": "search", "why": rule_says(rule("biz.channel.search"))},
            {"name": "referral", "why": rule_says(rule("biz.channel.referral"))},
        ],
        "stages": _stages(model),
        "risks": [rule_says(rule("biz.risk.few_signups")), rule_says(rule("biz.risk.wrong_segment"))],
    }


def _approaches(model: DomainModel, stories: Given, personas: Given) -> list[dict[str, Any]]:
    """Return how each persona that is an actor is reached, told, and set going: by what it wants to do first."""
    found, say, speech = [], saying(model.entities[0], model), speech_of(model)
    for index, persona in enumerate(personas.content["personas"]):
        if persona["kind"] != "actor":
            continue
        who, first = speech.person(persona["name"]), speech.person(model.actors[0].name)
        own = next((at for at, story in enumerate(stories.content["stories"]) if story["actor"] == persona["actor"]), 0)
        story = stories.content["stories"][own]
        if persona["actor"] == model.actors[0].id:
            searching = say("A {who:one} finds it by searching for what to do with {it:many}.", who=who)
            reach = by_rule(searching, speech.rule("biz.channel.search"))
        else:
            brought = say("People who use {it:many} with others, here each {first:one}, bring the {who:one} to it.", first=first, who=who)
            reach = by_rule(brought, speech.rule("biz.channel.referral"))
        wish = sentence(story["i_want"].removeprefix("to "))[:-1]
        text = say("For the {who:one}: {wish}, and {benefit}.", who=who, wish=wish, benefit=story["so_that"])
        message = stories.claim(text, f"/stories/{own}/so_that")
        goal = personas.claim(say("The first day: {goal}", goal=persona["goals"][0]), f"/personas/{index}/goals/0")
        found.append({"persona": persona["id"], "actor": persona["actor"], "reach": reach, "message": message, "first_deed": goal})
    return found


def _segment_order(index: int, model: DomainModel, domain: Given) -> Claim:
    actor = model.actors[index - 1]
    text = speech_of(model).say("{name} comes as number {index}: {text}", name=actor.name, index=index, text=sentence(actor.description))
    return domain.claim(text, f"/actors/{index - 1}/description")


def _message(index: int, story: dict[str, Any], model: DomainModel, stories: Given) -> dict[str, Any]:
    wish = sentence(story["i_want"].removeprefix("to "))[:-1]
    text = speech_of(model).say("{wish}: {benefit}", wish=wish, benefit=sentence(story["so_that"]))
    return {"story": story["id"], "actor": story["actor"], "text": stories.claim(text, f"/stories/{index}/so_that")}


def _stages(model: DomainModel) -> list[dict[str, Any]]:
    say, speech = saying(model.entities[0], model), speech_of(model)
    created = say("beta users who create {it:many} in two weeks")
    return [
        {
            "name": "internal",
            "audience": say("the team"),
            "goal": rule_says(speech.rule("biz.stage.internal")),
            "exit": {"metric": "acceptance_criteria_passed", "operator": ">=", "value": 1.0, "unit": "share"},
        },
        {
            "name": "beta",
            "audience": f"{speech.people([actor.name for actor in model.actors]):one}",
            "goal": rule_says(speech.rule("biz.stage.beta")),
            "exit": {"metric": created, "operator": ">=", "value": 10, "unit": say("users")},
        },
        {
            "name": "open",
            "audience": say("everybody"),
            "goal": rule_says(speech.rule("biz.stage.open")),
            "exit": {"metric": say("paying customers"), "operator": ">=", "value": 20, "unit": say("customers")},
        },
    ]
