"""guard.storyCheck: did every story pass, by the newest stored suite report, which must be about the newest commit?

It believes no agent: reports are stored by the worker, and which test stands for which criterion follows from their names.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.guards.build_check import drift_of
from phases.sandboxed.product.judging import commit_of, failures_as_findings, metric_for, newest_bundle, stored_report
from phases.sandboxed.product.stories.records import outcomes
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.storyCheck", "1.0.0"
SUITE = "tool.qa.unitTests"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `suite_pass`, `stories_passed`, `acceptance_covered` (shares, 0 to 1), `suite_tests` (a number).

    And `contract_drift`: the operations in which the product as the stories left it differs from the architecture's contract.
    """
    bundle, report = newest_bundle(ctx), stored_report(ctx, SUITE)
    commit = commit_of(bundle) if bundle else None
    stories = (ctx.find("UserStories") or {"stories": []})["stories"]
    found = {story["id"]: outcomes(story, report) for story in stories}
    criteria = [criterion for entries in found.values() for criterion in entries]
    shares = {
        "stories_passed": _share([bool(entries) and all(entry.outcome == "passed" for entry in entries) for entries in found.values()]),
        "acceptance_covered": _share([criterion.outcome != "missing" for criterion in criteria]),
    }
    judged = None if report is None else {**report, "data": {**report["data"], **shares}}
    metrics = {
        "suite_pass": metric_for(judged, commit, "pass_share", "share"),
        "suite_tests": metric_for(judged, commit, "tests", "tests"),
        **{name: metric_for(judged, commit, name, "share") for name in shares},
    }
    drift, compared = drift_of(ctx, bundle)
    metrics["contract_drift"] = rule_metric(None if drift is None else len(drift), "operations", rule=GUARD, version=VERSION, over=compared)
    findings = failures_as_findings(report)
    findings += [
        {"severity": "high", "artifact": "OpenAPI", "message": f"{operation} differs between the contract and the product"}
        for operation in drift or ()
    ]
    findings += [
        {"severity": "high", "artifact": "UserStories", "message": f"{criterion.id}: no test stands for it", "fix": f"write {criterion.test}"}
        for criterion in criteria
        if criterion.outcome == "missing"
    ]
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _share(truths: list[bool]) -> float | None:
    return sum(truths) / len(truths) if truths else None
