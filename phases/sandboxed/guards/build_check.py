"""guard.buildCheck: does the merged product pass its suite, start, answer, and serve the contract of the architecture?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import ArtifactRef, Context
from phases.sandboxed.product.judging import commit_of, failures_as_findings, metric_for, newest_bundle
from phases.sandboxed.product.stories.features import story_paths
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.buildCheck", "1.0.0"
MERGER = "tool.code.merge"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `build_tests_pass` (share), `tests_count`, `service_starts` (truth), `contract_drift` (operations that differ)."""
    bundle = newest_bundle(ctx, producer=MERGER)
    commit = commit_of(bundle) if bundle else None
    suite = ctx.call_tool("tool.qa.unitTests", inputs=[bundle]) if bundle else None
    start = ctx.call_tool("tool.product.start", inputs=[bundle]) if bundle else None
    drift, compared = drift_of(ctx, bundle)
    drift = None if drift is None else [name for name in drift if name not in _later(ctx, compared["shipped"])]
    metrics = {
        "build_tests_pass": metric_for(suite, commit, "pass_share", "share"),
        "tests_count": metric_for(suite, commit, "tests", "tests"),
        "service_starts": metric_for(start, commit, "starts", "truth"),
        "contract_drift": rule_metric(None if drift is None else len(drift), "operations", rule=GUARD, version=VERSION, over=compared),
    }
    findings = failures_as_findings(suite)
    if start is not None and start["outcome"] != "ok":
        findings.append({"severity": "high", "message": f"tool.product.start: {start['error']}"})
    findings += [
        {"severity": "high", "artifact": "OpenAPI", "message": f"{operation} differs between the contract and the product"}
        for operation in drift or ()
    ]
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def drift_of(ctx: Context, bundle: ArtifactRef | None) -> tuple[list[str] | None, Any]:
    """Return the operations in which the product's contract differs from the architecture's, and what was compared; None when one is missing."""
    agreed = contract_in(ctx.find("OpenAPI"))
    if bundle is None or agreed is None:
        return None, None
    shipped = json.loads((repository.checkout(ctx, bundle).path / "openapi.json").read_text(encoding="utf-8"))
    return drift_between(agreed, shipped), {"agreed": agreed, "shipped": shipped}


def _later(ctx: Context, shipped: Mapping[str, Any]) -> set[str]:
    """Return the operations that a story will add and that the product does not describe yet; guard.storyCheck asks for them in the end."""
    model, stories = ctx.find("DomainModel"), ctx.find("UserStories")
    if model is None or stories is None:
        return set()
    paths = story_paths(model, stories["stories"])
    return {f"{method.upper()} {path}" for path, item in paths.items() if path not in shipped["paths"] for method in item}


def contract_in(artifact: Any) -> Mapping[str, Any] | None:
    """Return the OpenAPI document that an OpenAPI artifact carries, or None."""
    if not isinstance(artifact, Mapping):
        return None
    if "paths" in artifact:
        return artifact
    return next((value for _, value in sorted(artifact.items()) if isinstance(value, Mapping) and "paths" in value), None)


def drift_between(agreed: Mapping[str, Any], shipped: Mapping[str, Any]) -> list[str]:
    """Return `METHOD /path` of every operation, and the name of every schema, that is not equal on both sides; sorted."""
    sides = [
        {
            **{f"{method.upper()} {path}": operation for path, item in document["paths"].items() for method, operation in item.items()},
            **{f"schema {name}": schema for name, schema in document.get("components", {}).get("schemas", {}).items()},
        }
        for document in (agreed, shipped)
    ]
    return sorted(name for name in {*sides[0], *sides[1]} if sides[0].get(name) != sides[1].get(name))
