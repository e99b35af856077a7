"""Which user stories were walked through, and how: by a journey through the started product, or by the story's own acceptance tests.

A rule or a report that the idea asks for has cases that no general journey knows. Its own tests enter by the service's requests too,
but without a network and over a database of their own; `walked_by` says which of the two a story rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.stories.reading import Story, test_module
from phases.sandboxed.product.stories.records import outcomes as criteria_of
from phases.sandboxed.product.suite import SuiteBroken, run_suite
from phases.sandboxed.quality.journeys import Outcome
from phases.sandboxed.repository import Repository

JOURNEY, OWN_TESTS = "journey", "own tests"


def walks(ctx: Context, product: Repository, steps: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return each user story, how it was walked, in how many steps, and whether every one of them passed."""
    stories = (ctx.find("UserStories") or {"stories": []})["stories"]
    own = [story for story in stories if has_own_cases(story)]
    report = _run(ctx, product, own) if own else {}
    return [_by_tests(story, report) if has_own_cases(story) else _by_journey(story, steps) for story in stories]


def has_own_cases(story: Story) -> bool:
    """Tell whether a story is about a rule or a report of the idea."""
    return bool(story["action"] == "rule" or "report" in story)


def _run(ctx: Context, product: Repository, stories: Sequence[Story]) -> dict[str, Any]:
    """Run the acceptance tests of stories; return names and failures as a suite report has them, an error when they did not run to their end."""
    modules = [test_module(story).removesuffix(".py").replace("/", ".") for story in stories]
    try:
        suite = run_suite(ctx, product, only=modules)
    except SuiteBroken as error:
        return {"outcome": "error", "data": {}, "error": str(error)}
    return {"outcome": "ok", "data": {**suite.outcome, "names": suite.names}, "error": ""}


def _by_tests(story: Story, report: Mapping[str, Any]) -> dict[str, Any]:
    found = criteria_of(story, report)
    walked = bool(found) and all(criterion.outcome == "passed" for criterion in found)
    return _row(story, OWN_TESTS, sum(criterion.outcome != "missing" for criterion in found), walked)


def _by_journey(story: Story, steps: Sequence[Outcome]) -> dict[str, Any]:
    own = [step for step in steps if (step.entity, step.action) == (story["entity"], story["action"])]
    return _row(story, JOURNEY, len(own), bool(own) and all(step.outcome == "passed" for step in own))


def _row(story: Story, how: str, steps: int, walked: bool) -> dict[str, Any]:
    return {"story": story["id"], "entity": story["entity"], "action": story["action"], "walked_by": how, "steps": steps, "walked": walked}
