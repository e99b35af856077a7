"""The metrics that tell whether the product works: each with its formula, the operation that it is counted from, and a target."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.actions import endpoint, story_endpoint
from phases.sandboxed.planning.claims import Claim, Given, by_rule
from phases.sandboxed.planning.wording import lower, sentence
from phases.sandboxed.product.resources import Resource, resources_of


def metrics_plan(model: DomainModel, stories: Given) -> dict[str, Any]:
    """Return the content of a MetricsPlan artifact, with claims. The first metric is the one that counts most."""
    resources = resources_of(model)
    main = resources[0]
    many = lower(main.plural)
    entries = [
        _metric(
            "weekly_active",
            f"Weekly active {lower(model.actors[0].name)}s",
            by_rule(f"Who changes {many} in a week is active.", "biz.metric.active"),
            f"count(distinct client of {endpoint(main, 'create')} or {endpoint(main, 'update')} in 7 days)",
            endpoint(main, "create"),
            10,
            "users",
            "week",
        ),
        *(_created(resource) for resource in resources),
        *(_moved(resource) for resource in resources if resource.transitions),
        _metric(
            "errors",
            "Share of failed requests",
            by_rule("A failed request is one that ends in a server error.", "biz.metric.errors"),
            "count(status >= 500) / count(all requests)",
            "every operation",
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
    many, source = lower(resource.plural), endpoint(resource, "create")
    return _metric(
        f"{resource.id}_created",
        f"New {many} a week",
        by_rule(f"What is created each week shows whether {many} are worth keeping.", "biz.metric.created"),
        f"count({source} answered 201 in 7 days)",
        source,
        10,
        many,
        "week",
    )


def _moved(resource: Resource) -> dict[str, Any]:
    step, many = resource.transitions[0], lower(resource.plural)
    source = endpoint(resource, step.action)
    return _metric(
        f"{resource.id}_{step.action.replace('-', '_')}_share",
        f"Share of {many} that reach {step.moves[0][1]}",
        by_rule(f"The share that reaches {step.moves[0][1]} shows whether {many} are followed through.", "biz.metric.followed"),
        f"count({source} answered 200) / count({endpoint(resource, 'create')} answered 201)",
        source,
        0.5,
        "share",
        "month",
    )


def _used(index: int, story: dict[str, Any], stories: Given, model: DomainModel) -> dict[str, Any]:
    source = story_endpoint(model, story)
    definition = stories.claim(f"How often somebody wants {story['i_want']}: {sentence(story['so_that'])}", f"/stories/{index}/i_want")
    return _metric(
        f"use_of_{story['id'].lower().replace('-', '_')}",
        f"Use of {story['id']}",
        definition,
        f"count({source} in 7 days)",
        source,
        1,
        "uses",
        "week",
    )
