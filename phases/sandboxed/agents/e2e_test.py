"""E2ETestAgent: has the whole suite run, its coverage measured, and every resource walked through end to end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import write
from phases.sandboxed.quality.telling import figures, identity

SUITE, COVERAGE, JOURNEYS = "tool.qa.unitTests", "tool.qa.coverage", "tool.qa.e2e"
COUNTS = ("tests", "passed", "failed", "errors", "skipped")


def run(ctx: Context) -> dict[str, Any]:
    """Write TestReports and CoverageReport; the result says how many tests and steps failed. Raises MissingInput without a product."""
    suite = ctx.call_tool(SUITE)
    ctx.progress(30, "the suite has run")
    coverage = ctx.call_tool(COVERAGE)
    ctx.progress(60, "coverage is measured")
    journeys = ctx.call_tool(JOURNEYS)
    write(ctx, "TestReports", test_reports(suite, journeys))
    write(ctx, "CoverageReport", coverage_report(coverage))
    return {"tests": suite["data"].get("tests"), "passed": suite["data"].get("passed"), "e2e_failures": journeys["data"].get("e2e_failures")}


def test_reports(suite: Mapping[str, Any], journeys: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of TestReports from the two reports."""
    walked = journeys["data"]
    return {
        "suite": {**identity(suite), **{name: suite["data"].get(name) for name in COUNTS}, "failures": suite["data"].get("failures", [])},
        "end_to_end": {
            **identity(journeys),
            "journeys": walked.get("journeys"),
            "steps": walked.get("steps", []),
            "failed": walked.get("e2e_failures"),
            "startup_s": journeys["measured"].get("startup_s"),
        },
        "stories": walked.get("stories", []),
        "statements": [
            *figures(suite, ("/data/tests", "The suite has {} tests."), ("/data/passed", "{} tests of the suite passed.")),
            *figures(
                journeys,
                ("/data/journeys", "{} journeys went through the started product, by REST and by its pages."),
                ("/data/passed", "{} steps of the journeys passed."),
                ("/data/e2e_failures", "{} steps of the journeys failed or were not reached."),
                ("/data/stories_walked", "{} user stories were walked through."),
                ("/data/stories_by_own_tests", "{} of these are about rules and reports; they were walked through by their own acceptance tests."),
            ),
        ],
    }


def coverage_report(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of CoverageReport."""
    data = report["data"]
    return {
        **identity(report),
        "lines": data.get("lines"),
        "covered": data.get("covered"),
        "percent": data.get("percent"),
        "files": data.get("files", []),
        "statements": figures(
            report,
            ("/data/percent", "The suite reaches {} percent of the lines of the product."),
            ("/data/lines", "The product has {} lines that can be executed."),
            ("/data/covered", "{} of the lines are executed by the suite."),
        ),
    }
