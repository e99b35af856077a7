"""StoryImplementerAgent: adds what the story of this iteration needs, or says that the product does it already."""

from __future__ import annotations

import json
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.parts import openapi_text
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.product.stories.features import Feature, NotPossible, feature_for_story, features_index
from phases.sandboxed.product.stories.reading import Story, resource_for, trailer, turn_of


def run(ctx: Context) -> dict[str, Any]:
    """Publish the product with the story's feature; the result's `outcome` is changed, present, impossible or none.

    `present` means that the product, as it stands, already has the code; nothing is committed then.
    Raises MissingInput without DomainModel, UserStories or GitBundle.
    """
    turn = turn_of(ctx)
    if turn.story is None:
        return {"outcome": "none", "story": None}
    model = ctx.read("DomainModel")
    story, resource = turn.story, resource_for(model, turn.story)
    if resource is None:
        return {"outcome": "impossible", "story": story["id"], "reason": f"the domain model has no entity {story['entity']!r}"}
    try:
        feature = feature_for_story(model, resource, story)
    except NotPossible as error:
        return {"outcome": "impossible", "story": story["id"], "reason": str(error)}
    product = repository.checkout(ctx)
    before = product.head
    if feature is not None:
        add(product, feature)
        product.commit(f"{_subject(story, resource)}\n\n{trailer(story)}")
    if product.head == before:
        return {"outcome": "present", "story": story["id"], "commit": before}
    repository.publish(ctx, product)
    return {"outcome": "changed", "story": story["id"], "commit": product.head}


def _subject(story: Story, resource: Resource) -> str:
    """Return the first line of the story's commit."""
    if story["action"] == "rule":
        return f"Keep the rule {story['rule']} on {resource.plural}"
    return f"Let people {story['action'].replace('-', ' ')} {resource.plural}"


def add(product: repository.Repository, feature: Feature) -> None:
    """Write the feature's module, list it, and describe its operations; the same again changes nothing."""
    modules = {feature.module: feature.source, **feature.shared}
    product.write({f"app/features/{name}.py": source for name, source in modules.items()})
    modules = [path.stem for path in (product.path / "app" / "features").glob("*.py") if path.stem != "__init__"]
    document = json.loads((product.path / "openapi.json").read_text(encoding="utf-8"))
    document["paths"].update(feature.paths)
    product.write({"app/features/__init__.py": features_index(modules), "openapi.json": openapi_text(document)})
