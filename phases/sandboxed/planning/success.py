"""The metrics that tell whether the product works: each with its formula, the operation that it is counted from, and a target."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.actions import endpoint, story_endpoint
from phases.sandboxed.planning.claims import Claim, Given, by_rule
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.speech import saying, speech_of


def metrics_plan(model: DomainModel, stories: Given) -> dict[str, Any]:
    """Return the content of a MetricsPlan artifact, with claims. The first metric is the one that counts most."""
    resources, speech = resources_of(model), speech_of(model)
    main = resources[0]
    say = saying(main)
    changed = say("count(distinct client of {one} or {other} in 7 days)", one=endpoint(main, "create"), other=endpoint(main, "update"))
    entries = [
        _metric(
            "weekly_active",
            say("Weekly active {who:one}s", who=speech.person(model.actors[0].name)),
            by_rule(say("Who changes {it:many} in a week is active."), speech.rule("biz.metric.active")),
            changed,
            endpoint(main, "create"),
            10,
            say("users"),
            "week",
        ),
        *(_created(resource) for resource in resources),
        *(_moved(resource) for resource in resources if resource.transitions),
        _metric(
            "errors",
            say("Share of failed requests"),
            by_rule(say("A failed request is one that ends in a server error."), speech.rule("biz.metric.errors")),
            say("count(status >= 500) / count(all requests)"),
            say("every operation"),
            0.01,
            "share",
            "day",
            operator="<=",
        ),
        *(_used(index, story, stories, model) for index, story in enumerate(stories.content["stories"])),
    ]
    return {"north_star": entries[0]["id"], "metrics": entries}


def _metric(
    id: str, name: str, definition: Claim, formula: str, source: str, target: float, unit: str, cadence: str, *, operator: str = ">="
) -> dict[str, Any]:
    return {
        "id": id,
        "name": name,
        "definition": definition,
        "formula": formula,
        "source": source,
        "operator": operator,
        "target": target,
        "unit": unit,
        "cadence": cadence,
    }


def _created(resource: Resource) -> dict[str, Any]:
    say, source = saying(resource), endpoint(resource, "create")
    return _metric(
        f"{resource.id}_created",
        say("New {it:many} a week"),
        by_rule(say("What is created each week shows whether {it:many} are worth keeping."), speech_of(resource).rule("biz.metric.created")),
        say("count({source} answered 201 in 7 days)", source=source),
        source,
        10,
        say("{it:many}"),
        "week",
    )


def _moved(resource: Resource) -> dict[str, Any]:
    step, say, speech = resource.transitions[0], saying(resource), speech_of(resource)
    source, state = endpoint(resource, step.action), speech.value(step.moves[0][1])
    return _metric(
        f"{resource.id}_{step.action.replace('-', '_')}_share",
        say("Share of {it:many} that reach {state}", state=state),
        by_rule(say("The share that reaches {state} shows whether {it:many} are followed through.", state=state), speech.rule("biz.metric.followed")),
        say("count({source} answered 200) / count({first} answered 201)", source=source, first=endpoint(resource, "create")),
        source,
        0.5,
        "share",
        "month",
    )


def _used(index: int, story: dict[str, Any], stories: Given, model: DomainModel) -> dict[str, Any]:
    source, say = story_endpoint(model, story), speech_of(model).say
    text = say("How often somebody wants {wish}: {benefit}", wish=story["i_want"], benefit=sentence(story["so_that"]))
    definition = stories.claim(text, f"/stories/{index}/i_want")
    return _metric(
        f"use_of_{story['id'].lower().replace('-', '_')}",
        say("Use of {story}", story=story["id"]),
        definition,
        say("count({source} in 7 days)", source=source),
        source,
        1,
        say("uses"),
        "week",
    )
