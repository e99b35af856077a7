"""guard.sealedAcceptance: does the product do what was asked? By the sealed tests, over HTTP, on the newest commit alone.

The guard itself unpacks the bundle in an empty folder, starts the product from there and runs the checks: no author, and no report of
an author's tool, stands between the scripts and the verdict. It is the only one that may read them (`x-sealed` of SealedTests).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.judging import newest_bundle
from phases.sandboxed.quality.gatework import finding
from phases.sandboxed.quality.sealed.running import BITING, Outcome, Result, run_checks, share
from phases.sandboxed.reports import guard_report, metric

GUARD, VERSION = "guard.sealedAcceptance", "1.0.0"
TESTS = "SealedTests"
UNITS = {
    "sealed_failures": "checks",
    "sealed_checks": "checks",
    "sealed_rules_covered": "share",
    "sealed_stories_covered": "share",
    "boots_alone": "truth",
}


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `sealed_failures` and `sealed_checks` (counts), `sealed_rules_covered` (share of the rules with an executed check
    that would fail without them), `sealed_stories_covered` (share), `boots_alone`. Not evaluable without tests or product.
    """
    tests, bundle = ctx.find(TESTS), newest_bundle(ctx)
    if tests is None or bundle is None:
        lacking = TESTS if tests is None else "GitBundle"
        return _report(dict.fromkeys(UNITS), "nothing was run", 0, [], [finding(f"there is no {lacking}", artifact=lacking)])
    product = repository.checkout(ctx, bundle, folder="released")
    started = time.monotonic()
    result = run_checks(tests["checks"], product.path, ctx.workdir / "stage")
    elapsed = int((time.monotonic() - started) * 1000)
    ran = [[outcome.check["id"], outcome.outcome] for outcome in result.outcomes]
    command = f"python -m app --host 127.0.0.1 --port 0 --clock-offset SECONDS, commit {product.head}; {len(ran)} scripts over HTTP"
    return _report(figures(tests, result), command, elapsed, ran, [*_findings(result.failures), *_told(tests, result)])


def figures(tests: Mapping[str, Any], result: Result) -> dict[str, Any]:
    """Return the metrics of a result over the content of SealedTests."""
    executed = [outcome.check for outcome in result.executed]
    return {
        "sealed_failures": len(result.failures),
        "sealed_checks": len(executed),
        "sealed_rules_covered": share(tests["rules"], {check["rule"] for check in executed if check["case"] in BITING}),
        "sealed_stories_covered": share(tests["stories"], {check["story"] for check in executed}),
        "boots_alone": result.boots,
    }


def _report(values: Mapping[str, Any], command: str, elapsed: int, ran: list[Any], findings: list[dict[str, Any]]) -> dict[str, Any]:
    producer = {"tool": GUARD, "version": VERSION, "command": command, "exit_code": 0 if ran else -1, "duration_ms": elapsed}
    metrics = {name: metric(value, UNITS[name], producer, digest(ran)) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _findings(failures: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return a finding a check that did not pass, which names whose it is."""
    found = []
    for outcome in failures:
        check = outcome.check
        whose = " ".join(name for name in (check["rule"], check["story"], check["criterion"]) if name) or "every product"
        message = f"{check['id']} ({whose}) {outcome.outcome}: {check['title']}: {outcome.message}"
        fix = f"mend what keeps {check['rule'] or check['story'] or 'the frame'}: the product does not do what was asked"
        found.append(finding(message, fix=fix, artifact="GitBundle"))
    return found


def _told(tests: Mapping[str, Any], result: Result) -> list[dict[str, Any]]:
    """Return what a reader wants to know of the rest: how many checks each rule and story passed, and what could not be checked."""
    said = [f"{entry['subject']} is not checked: {entry['reason']}" for entry in tests["unchecked"]]
    for key in ("rule", "story"):
        for id in tests["rules" if key == "rule" else "stories"]:
            own = [outcome for outcome in result.outcomes if outcome.check[key] == id]
            said.append(f"{id}: {sum(outcome.passed for outcome in own)} of {len(own)} sealed checks passed")
    return [finding(message, severity="info") for message in said]
