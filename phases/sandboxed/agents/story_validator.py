"""StoryValidatorAgent: runs the whole suite and records what every story so far changed, and whether it passed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.product.stories import records, repairing
from phases.sandboxed.product.stories.reading import Story, turn_of

SUITE = "tool.qa.unitTests"


def run(ctx: Context) -> dict[str, Any]:
    """Write CodeArtifacts, Tests and PRs over all stories so far; the result has `done` and how this story ended.

    A story after which the suite fails is written anew or taken back (`product.stories.repairing`); `repair` says which. A failed one
    does not end the loop: its reasons stand in the result and in PRs, and the gate reads the suite.
    Raises MissingInput without its needs.
    """
    stories, turn = given(ctx, "UserStories"), turn_of(ctx)
    report, product = ctx.call_tool(SUITE), repository.checkout(ctx)
    repair = "none"
    if turn.story is not None and not repairing.suite_passed(report):
        report, repair = _repaired(ctx, product, turn.story, report)
    done = turn.index + 1 >= turn.count
    records_of = records.records_of(product, stories, min(turn.index + 1, turn.count), report)
    write(ctx, "CodeArtifacts", records.code_artifacts(product, records_of))
    write(ctx, "Tests", records.tests(report, records_of))
    write(ctx, "PRs", records.change_requests(report, records_of))
    last = records_of[-1]
    return {
        "done": done,
        "story": last.id,
        "passed": last.passed,
        "repair": repair,
        "reasons": last.reasons,
        "commit": product.head,
        "stories": turn.count,
        "stories_passed": sum(record.passed for record in records_of),
    }


def _repaired(ctx: Context, product: repository.Repository, story: Story, report: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """Repair a story after which the suite fails; return the newest report and what was done: written anew, taken back, or none."""
    done = "none"
    if repairing.write_anew(product, ctx.read("DomainModel"), story):
        repository.publish(ctx, product)
        report, done = ctx.call_tool(SUITE), "written anew"
    if repairing.suite_passed(report) or not _passed_before(ctx):
        return report, done
    failures = [f"{entry['test']}: {entry['message']}" for entry in report["data"].get("failures", ())] or [str(report["error"])]
    if not repairing.take_back(product, story, failures):
        return report, done
    repository.publish(ctx, product)
    return ctx.call_tool(SUITE), "taken back"


def _passed_before(ctx: Context) -> bool:
    """Tell whether the suite passed after the story before, by what was recorded then; the build's gate vouches for the first."""
    before = ctx.find("Tests")
    return before is None or (not before["suite"]["error"] and before["suite"]["passed"] == before["suite"]["tests"])
