"""guard.ambiguityMeter: metric `ambiguity`, the rule `intake.ambiguity` applied to the idea itself and to the IdeaSpec's resolutions."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.ambiguity import ambiguity, doubts
from phases.sandboxed.author.statements import split
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

VERSION = "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; not evaluable without an IdeaSpec or without a statement about the product."""
    spec, said = ctx.find("IdeaSpec"), split(ctx.idea)
    value = ambiguity(said, spec) if spec else None
    unresolved = [doubt for doubt in doubts(said) if not doubt.rule]
    findings = [
        {
            "severity": "low",
            "message": f"statement {doubt.statement}: “{doubt.word}” ({doubt.kind}) has no rule that resolves it",
            "fix": "name what is meant",
        }
        for doubt in unresolved
    ]
    if value is None:
        findings.append({"severity": "high", "message": "the idea has no statement about a product", "fix": "write a sentence that names a thing"})
    metric = rule_metric(
        value,
        "doubts per statement",
        rule="intake.ambiguity",
        version=VERSION,
        over={"idea": dict(ctx.idea), "ambiguities": spec["ambiguities"] if spec else None},
    )
    return guard_report("guard.ambiguityMeter", version=VERSION, metrics={"ambiguity": metric}, findings=findings)
