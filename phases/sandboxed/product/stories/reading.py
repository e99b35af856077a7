"""Which story an iteration is about, and what it is called in code, tests and commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource, as_mapping, resources_of, slug

Story = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One iteration: the story (None after the last), its place counted from 0, and how many there are."""

    story: Story | None
    index: int
    count: int

    @property
    def last(self) -> bool:
        return self.index + 1 >= self.count


def turn_of(ctx: Context) -> Turn:
    """Return the story of this iteration. Raises MissingInput, or ValueError for an iteration below 1."""
    stories = ctx.read("UserStories")["stories"]
    number = int(ctx.params.get("iteration", 1))
    if number < 1:
        raise ValueError(f"iteration {number}: iterations count from 1")
    return Turn(story=stories[number - 1] if number <= len(stories) else None, index=number - 1, count=len(stories))


def resource_for(model: Any, story: Story) -> Resource | None:
    """Return the resource that a story is about: by its id, else by the entity's id; None for what the model does not have."""
    about = as_mapping(model)
    resources = resources_of(about)
    wanted = slug(story["entity"], joiner="_")
    by_entity = dict(zip((entity["id"] for entity in about["entities"]), resources, strict=True))
    return next((resource for resource in resources if resource.id == wanted), by_entity.get(story["entity"]))


def identifier(id: str) -> str:
    """Return a story's or criterion's id as part of a Python name: `US-001` → `us_001`."""
    return slug(id, joiner="_")


def test_module(story: Story) -> str:
    """Return the path of a story's acceptance tests."""
    return f"tests/test_{identifier(story['id'])}.py"


def test_class(story: Story) -> str:
    """Return the name of the class that holds a story's acceptance tests."""
    return "Test" + "".join(part.capitalize() for part in identifier(story["id"]).split("_"))


def test_method(criterion: Mapping[str, Any]) -> str:
    """Return the name of the test of one criterion."""
    return f"test_{identifier(criterion['id'])}"


def test_name(story: Story, criterion: Mapping[str, Any]) -> str:
    """Return the full name by which the suite reports the test of one criterion."""
    module = test_module(story).removesuffix(".py").replace("/", ".")
    return f"{module}.{test_class(story)}.{test_method(criterion)}"


def trailer(story: Story) -> str:
    """Return the last line of every commit that belongs to a story."""
    return f"Story: {story['id']}"
