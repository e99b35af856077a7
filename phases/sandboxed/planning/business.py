"""The business model on one page, the way to the market, and the numbers that tell whether it works; all from the domain model and written rules."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Claim, Given, assumed, by_rule, rule_says
from phases.sandboxed.planning.wording import listed, lower, sentence, with_article

MOST_PROPOSITIONS = 5


def biz_pack(model: DomainModel, domain: Given, prd: Given, stories: Given) -> dict[str, Any]:
    """Return the content of a BizPack artifact, with claims."""
    kinds = listed(lower(entity.plural) for entity in model.entities)
    return {
        "title": model.title,
        "problem": prd.repeated("/problem"),
        "segments": [_segment(index, model, domain) for index in range(len(model.actors))],
        "value_propositions": [_proposition(index, story, stories) for index, story in enumerate(stories.content["stories"][:MOST_PROPOSITIONS])],
        "alternatives": [
            assumed(f"People keep {kinds} in notes or spreadsheets today.", "nobody was asked; interviews with the first users would tell")
        ],
        "channels": [
            by_rule(f"People who work with {kinds} find the product by the words that they search.", "biz.channel.search"),
            rule_says("biz.channel.referral"),
        ],
        "revenue": [by_rule(f"Who keeps {kinds} comes back each month, and pays by a monthly subscription.", "biz.revenue.subscription")],
        "costs": [
            by_rule("The cost of building grows with the number of stories.", "biz.cost.build"),
            by_rule(f"The cost of running is one small machine for {kinds}, with backups; PricingModel computes it from its sizes.", "biz.cost.run"),
            by_rule(f"Support for {kinds} costs time with each customer.", "biz.cost.support"),
        ],
        "key_resources": [
            domain.claim(f"The records: {sentence(entity.description)}", f"/entities/{index}/description")
            for index, entity in enumerate(model.entities)
        ],
        "key_activities": [rule_says("biz.activity.release"), rule_says("biz.activity.listen")],
    }


def _segment(index: int, model: DomainModel, domain: Given) -> dict[str, Any]:
    actor = model.actors[index]
    jobs = [domain.repeated(f"/actions/{position}/phrase") for position, action in enumerate(model.actions) if action.actor == actor.id]
    return {"actor": actor.id, "name": actor.name, "description": domain.repeated(f"/actors/{index}/description"), "jobs": jobs}


def _proposition(index: int, story: dict[str, Any], stories: Given) -> dict[str, Any]:
    return {
        "actor": story["actor"],
        "story": story["id"],
        "text": stories.claim(f"For {with_article(story['as_a'])}: {sentence(story['so_that'])}", f"/stories/{index}/so_that"),
    }


def gtm_plan(model: DomainModel, domain: Given, stories: Given, personas: Given | None = None) -> dict[str, Any]:
    """Return the content of a GTMPlan artifact, with claims: positioning, messages, channels, and stages that each end by a number."""
    first = model.actors[0]
    return {
        "positioning": domain.claim(f"{model.title} for {lower(first.name)} users: {sentence(model.summary)}", "/summary"),
        "segments": [
            {"actor": actor.id, "order": index, "why": _segment_order(index, model, domain)} for index, actor in enumerate(model.actors, start=1)
        ],
        "personas": [] if personas is None else _approaches(model, stories, personas),
        "messages": [_message(index, story, stories) for index, story in enumerate(stories.content["stories"]) if story["priority"] == "must"],
        "channels": [{"name": "search", "why": rule_says("biz.channel.search")}, {"name": "referral", "why": rule_says("biz.channel.referral")}],
        "stages": _stages(model),
        "risks": [rule_says("biz.risk.few_signups"), rule_says("biz.risk.wrong_segment")],
    }


def _approaches(model: DomainModel, stories: Given, personas: Given) -> list[dict[str, Any]]:
    """Return how each persona that is an actor is reached, told, and set going: by what it wants to do first."""
    found, main = [], lower(model.entities[0].plural)
    for index, persona in enumerate(personas.content["personas"]):
        if persona["kind"] != "actor":
            continue
        name = lower(persona["name"])
        own = next((at for at, story in enumerate(stories.content["stories"]) if story["actor"] == persona["actor"]), 0)
        story = stories.content["stories"][own]
        first = persona["actor"] == model.actors[0].id
        reach = (
            by_rule(f"A {name} finds it by searching for what to do with {main}.", "biz.channel.search")
            if first
            else by_rule(
                f"People who use {main} with others, here each {lower(model.actors[0].name)}, bring the {name} to it.", "biz.channel.referral"
            )
        )
        wish = story["i_want"].removeprefix("to ")
        message = stories.claim(f"For the {name}: {sentence(wish)[:-1]}, and {story['so_that']}.", f"/stories/{own}/so_that")
        goal = personas.claim(f"The first day: {persona['goals'][0]}", f"/personas/{index}/goals/0")
        found.append({"persona": persona["id"], "actor": persona["actor"], "reach": reach, "message": message, "first_deed": goal})
    return found


def _segment_order(index: int, model: DomainModel, domain: Given) -> Claim:
    actor = model.actors[index - 1]
    return domain.claim(f"{actor.name} comes as number {index}: {sentence(actor.description)}", f"/actors/{index - 1}/description")


def _message(index: int, story: dict[str, Any], stories: Given) -> dict[str, Any]:
    wish = story["i_want"].removeprefix("to ")
    return {
        "story": story["id"],
        "actor": story["actor"],
        "text": stories.claim(f"{sentence(wish)[:-1]}: {sentence(story['so_that'])}", f"/stories/{index}/so_that"),
    }


def _stages(model: DomainModel) -> list[dict[str, Any]]:
    main = lower(model.entities[0].plural)
    return [
        {
            "name": "internal",
            "audience": "the team",
            "goal": rule_says("biz.stage.internal"),
            "exit": {"metric": "acceptance_criteria_passed", "operator": ">=", "value": 1.0, "unit": "share"},
        },
        {
            "name": "beta",
            "audience": listed(lower(actor.name) for actor in model.actors),
            "goal": rule_says("biz.stage.beta"),
            "exit": {"metric": f"beta users who create {main} in two weeks", "operator": ">=", "value": 10, "unit": "users"},
        },
        {
            "name": "open",
            "audience": "everybody",
            "goal": rule_says("biz.stage.open"),
            "exit": {"metric": "paying customers", "operator": ">=", "value": 20, "unit": "customers"},
        },
    ]
