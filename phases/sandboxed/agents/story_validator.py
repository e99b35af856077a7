"""StoryValidatorAgent: runs the whole suite and records what every story so far changed, and whether it passed."""

from __future__ import annotations

from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.product.stories import records
from phases.sandboxed.product.stories.reading import turn_of


def run(ctx: Context) -> dict[str, Any]:
    """Write CodeArtifacts, Tests and PRs over all stories so far; the result has `done` and how this story ended.

    A story that fails does not end the loop: its reasons stand in the result and in PRs, and the gate reads the suite.
    Raises MissingInput without its needs.
    """
    stories, turn = given(ctx, "UserStories"), turn_of(ctx)
    report = ctx.call_tool("tool.qa.unitTests")
    product = repository.checkout(ctx)
    done = turn.index + 1 >= turn.count
    records_of = [records.record_of(product, stories, index, report) for index in range(min(turn.index + 1, turn.count))]
    write(ctx, "CodeArtifacts", records.code_artifacts(product, records_of))
    write(ctx, "Tests", records.tests(report, records_of))
    write(ctx, "PRs", records.change_requests(report, records_of))
    last = records_of[-1]
    return {
        "done": done,
        "story": last.id,
        "passed": last.passed,
        "reasons": last.reasons,
        "commit": product.head,
        "stories": turn.count,
        "stories_passed": sum(record.passed for record in records_of),
    }
