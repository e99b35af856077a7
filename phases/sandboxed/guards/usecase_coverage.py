"""guard.usecaseCoverage: metric `usecase_coverage`, the share of the domain model's actions that a use case of that actor and thing covers."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

VERSION = "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; not evaluable without a DomainModel with actions, or without UseCases."""
    model, cases = ctx.find("DomainModel"), ctx.find("UseCases")
    actions = model["actions"] if model else []
    covered = {(id, case["entity"]) for case in (cases or {"use_cases": []})["use_cases"] if case["steps"] for id in case["covers"]}
    missing = [action for action in actions if (action["id"], action["entity"]) not in covered]
    value = (len(actions) - len(missing)) / len(actions) if actions and cases else None
    findings = [
        {"severity": "medium", "message": f"no use case covers the action {action['id']}", "artifact": "UseCases", "fix": "add a use case"}
        for action in missing
    ]
    over = {"actions": [action["id"] for action in actions], "covered": sorted(covered)}
    metric = rule_metric(value, "ratio", rule="guard.usecaseCoverage", version=VERSION, over=over)
    return guard_report("guard.usecaseCoverage", version=VERSION, metrics={"usecase_coverage": metric}, findings=findings)
