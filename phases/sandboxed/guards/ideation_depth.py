"""guard.ideationDepth: does every use case say how it fails, does every rule stand in one, can the product answer every measure of success?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.kpis import answered
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.ideationDepth", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `failure_paths`, `rules_in_paths` and `kpis_computable`, each a share from 0 to 1.

    `rules_in_paths` is not evaluable for an idea without a checkable rule.
    """
    model, cases, pack = (ctx.find(type) for type in ("DomainModel", "UseCases", "DiscoveryPack"))
    findings: list[dict[str, Any]] = []
    values: dict[str, float | None] = {"failure_paths": None, "rules_in_paths": None, "kpis_computable": None}
    if model and cases:
        values |= {"failure_paths": _failing(cases, findings), "rules_in_paths": _placed(model, cases, findings)}
    if model and model["entities"] and pack:
        values["kpis_computable"] = _computable(model, pack, findings)
    over = {"model": model, "cases": cases, "kpis": pack and pack["kpis"]}
    metrics = {name: rule_metric(value, "share", rule=GUARD, version=VERSION, over=over) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _failing(cases: Mapping[str, Any], findings: list[dict[str, Any]]) -> float | None:
    told = [case for case in cases["use_cases"] if any(path["when"].strip() and path["then"].strip() for path in case.get("failures", ()))]
    missing = [case for case in cases["use_cases"] if case not in told]
    findings += [
        _finding("UseCases", f"{case['id']} ({case['title']}) does not say how it fails", "say when, and what is answered") for case in missing
    ]
    return len(told) / len(cases["use_cases"]) if cases["use_cases"] else None


def _placed(model: Mapping[str, Any], cases: Mapping[str, Any], findings: list[dict[str, Any]]) -> float | None:
    wanted = {rule["id"]: rule for rule in model["rules"] if rule["kind"] != "statement"}
    placed = {
        path["rule"]
        for case in cases["use_cases"]
        for path in (*case.get("failures", ()), *case.get("alternatives", ()))
        if "rule" in path and path["rule"] in wanted and wanted[path["rule"]]["entity"] == case["entity"]
    }
    for id in sorted(set(wanted) - placed):
        findings.append(_finding("UseCases", f"no path of a use case comes from {id}: {wanted[id]['text']}", "add the path on which it decides"))
    return len(placed) / len(wanted) if wanted else None


def _computable(model: Mapping[str, Any], pack: Mapping[str, Any], findings: list[dict[str, Any]]) -> float | None:
    wrong = {kpi["id"]: reason for kpi in pack["kpis"] if (reason := answered(model, kpi["sql"]))}
    findings += [_finding("DiscoveryPack", f"{id} cannot be computed: {reason}", "count what the product keeps") for id, reason in wrong.items()]
    return 1 - len(wrong) / len(pack["kpis"]) if pack["kpis"] else None


def _finding(artifact: str, message: str, fix: str) -> dict[str, Any]:
    return {"severity": "high", "artifact": artifact, "message": message, "fix": fix}
