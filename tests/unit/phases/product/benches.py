"""Benches on which the product's tests work: one with a domain model, one with a built product, one with stories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.acceptance import criteria
from phases.sandboxed.planning.claims import Given, part
from phases.sandboxed.planning.interface import openapi
from phases.sandboxed.product.contract import openapi_document
from phases.sandboxed.product.resources import resources_of
from tests.support.workbench import Workbench

BUILDERS = ("FrontendAgent", "BackendAgent", "DatabaseAgent", "IntegrationAgent", "TestAgent")
LOOPERS = ("StoryImplementerAgent", "StoryTesterAgent", "StoryValidatorAgent")
STORY_ACTIONS = ("create", "list", "view", "update", "delete", "search", "filter", "export", "report")


def bench_for(folder: Path, model: dict[str, Any]) -> Workbench:
    folder.mkdir(parents=True, exist_ok=True)
    bench = Workbench(folder, "an idea")
    put(bench, "DomainModel", model, phase="intake")
    return bench


def put(bench: Workbench, type: str, content: dict[str, Any], *, phase: str) -> None:
    bench.store(type, json.dumps(content).encode(), name=f"{type}.json", media_type="application/json", phase=phase, producer="an agent")


def built(folder: Path, model: dict[str, Any], builders: tuple[str, ...] = BUILDERS) -> Workbench:
    bench = bench_for(folder, model)
    for agent in builders:
        bench.run(agent, phase="build")
    bench.run("tool.code.merge", phase="build")
    return bench


def stories_for(model: dict[str, Any], actions: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Return user stories as the story cutter writes them: every action of every resource, or those given."""
    found: list[dict[str, Any]] = []
    for resource in resources_of(model):
        for action in (*STORY_ACTIONS, *(transition.action for transition in resource.transitions)):
            if actions is None or action in actions:
                found.append(_story(len(found) + 1, resource, action))
    return {"stories": found}


def put_stories(bench: Workbench, model: dict[str, Any], stories: dict[str, Any]) -> None:
    """Put stories on a bench, and the contract that the architecture publishes for them."""
    contract, sources = part(openapi(DomainModel.from_json(model), Given(type="DomainModel", content=model), stories))
    put(bench, "UserStories", stories, phase="prd")
    put(bench, "OpenAPI", {**contract, "sources": sources}, phase="architecture")


def _story(number: int, resource: Any, action: str) -> dict[str, Any]:
    accepted = [{"id": f"AC-{number:03d}-{place}", "given": given, "when": when, "then": then}
                for place, (given, when, then) in enumerate(criteria(resource, action), start=1)]  # fmt: skip
    return {"id": f"US-{number:03d}", "epic": resource.plural, "actor": "user", "entity": resource.id, "action": action, "as_a": "user",
            "i_want": f"to {action} {resource.plural}", "so_that": "it helps", "priority": "must", "acceptance": accepted}  # fmt: skip


def loop(bench: Workbench) -> list[dict[str, Any]]:
    """Run the story loop to its end; return the validator's results."""
    results: list[dict[str, Any]] = []
    while not results or not results[-1]["done"]:
        for agent in LOOPERS:
            result = bench.run(agent, phase="story-loop", params={"iteration": len(results) + 1})
        results.append(result)
    return results


def contract_of(model: dict[str, Any]) -> dict[str, Any]:
    return openapi_document(model)
