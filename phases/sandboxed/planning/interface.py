"""The interface as an artifact: the OpenAPI document, which story each operation serves, and its conventions. Used by APIDesignAgent."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel, Entity
from phases.sandboxed.planning.actions import story_endpoint
from phases.sandboxed.planning.claims import Given, rule_says
from phases.sandboxed.planning.openapi_rules import operations
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.product.contract import openapi_document
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.product.stories.features import story_paths
from phases.sandboxed.speech import speech_of


def openapi(model: DomainModel, domain: Given, stories: dict[str, Any]) -> dict[str, Any]:
    """Return the content of an OpenAPI artifact, with claims; `document` is the OpenAPI document itself."""
    document = openapi_document(model)
    document["paths"].update(story_paths(model, stories["stories"]))
    resources = {resource.id: resource for resource in resources_of(model)}
    served: dict[str, list[str]] = {}
    for story in stories["stories"]:
        served.setdefault(story_endpoint(model, story), []).append(story["id"])
    listed = [
        {"operation": f"{method.upper()} {path}", "id": operation["operationId"], "stories": served.get(f"{method.upper()} {path}", [])}
        for path, method, _, operation in operations(document)
    ]
    return {
        "document": document,
        "operations": listed,
        "resources": [
            {
                "entity": entity.id,
                "path": f"/api/{resource.path}",
                "meaning": domain.claim(_meaning(entity, resource, model), f"/entities/{index}/description"),
            }
            for index, (entity, resource) in enumerate(zip(model.entities, resources.values(), strict=True))
        ],
        "conventions": [rule_says(speech_of(model).rule(f"arch.api.{name}")) for name in ("resources", "errors", "paging", "steps", "versions")],
    }


def _meaning(entity: Entity, resource: Resource, model: DomainModel) -> str:
    speech = speech_of(model)
    text = sentence(speech.inside(entity.description))
    return speech.say("{it:names} are served under /api/{path}: {text}", it=speech.thing(entity), path=resource.path, text=text)
