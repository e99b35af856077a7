"""StoryTesterAgent: writes the acceptance tests of this iteration's story, one for each criterion that can be tested."""

from __future__ import annotations

from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.stories.acceptance import acceptance_module
from phases.sandboxed.product.stories.reading import resource_for, test_module, trailer, turn_of


def run(ctx: Context) -> dict[str, Any]:
    """Publish the product with the story's tests; the result says which file. Raises MissingInput without its needs."""
    turn = turn_of(ctx)
    if turn.story is None:
        return {"story": None, "file": None}
    model = ctx.read("DomainModel")
    story, resource = turn.story, resource_for(model, turn.story)
    source = acceptance_module(model, resource, story) if resource is not None else None
    if source is None:
        return {"story": story["id"], "file": None, "reason": "no criterion of this story can be tested"}
    product = repository.checkout(ctx)
    before = product.head
    product.write({test_module(story): source})
    if product.commit(f"Accept {story['id']}\n\n{trailer(story)}") != before:
        repository.publish(ctx, product)
    return {"story": story["id"], "file": test_module(story), "commit": product.head}
