"""guard.bizDepth: has every assumption a range, every persona an approach, and does the computed cost keep what the idea allows?"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.bizDepth", "1.0.0"
COST = "service_cost_per_month"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `ranges_stated`, `personas_addressed` (shares), `cost_bound_kept` (1 or 0; 1 where the idea names no bound)."""
    pricing, plan, personas, nfrs = (ctx.find(type) for type in ("PricingModel", "GTMPlan", "Personas", "NFRs"))
    findings: list[dict[str, Any]] = []
    values: dict[str, float | None] = {"ranges_stated": None, "personas_addressed": None, "cost_bound_kept": None}
    if pricing and pricing["inputs"]:
        values["ranges_stated"] = _ranges(pricing, findings)
    if plan and personas:
        values["personas_addressed"] = _addressed(plan, personas, findings)
    if pricing and nfrs:
        values["cost_bound_kept"] = _cost(pricing, nfrs, findings)
    over = {"pricing": pricing, "plan": plan, "personas": personas, "nfrs": nfrs}
    metrics = {name: rule_metric(value, "share", rule=GUARD, version=VERSION, over=over) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _ranges(pricing: dict[str, Any], findings: list[dict[str, Any]]) -> float:
    assumed = [entry for entry in pricing["inputs"] if entry["basis"] == "assumption"]
    bad = [entry["name"] for entry in assumed if not entry.get("low", entry["value"]) < entry["value"] < entry.get("high", entry["value"])]
    findings += [
        _finding("PricingModel", f"{name} is assumed without a lowest and a highest value", "say between which values it lies") for name in bad
    ]
    return 1 - len(bad) / len(assumed) if assumed else 1.0


def _addressed(plan: dict[str, Any], personas: dict[str, Any], findings: list[dict[str, Any]]) -> float | None:
    wanted = [persona["id"] for persona in personas["personas"] if persona["kind"] == "actor"]
    told = {entry["persona"] for entry in plan.get("personas", ())}
    findings += [_finding("GTMPlan", f"nothing says how {id} is reached", "give reach, message and first deed") for id in wanted if id not in told]
    return sum(id in told for id in wanted) / len(wanted) if wanted else None


def _cost(pricing: dict[str, Any], nfrs: dict[str, Any], findings: list[dict[str, Any]]) -> float | None:
    cost = next((result["value"] for result in pricing["results"] if result["name"] == COST), None)
    bound = next((entry for entry in nfrs["nfrs"] if entry["metric"] == COST), None)
    if cost is None:
        return None
    if bound is None or cost <= bound["value"]:
        return 1.0
    message = f"{bound['id']}: the cost to run is {cost:g} {bound['unit']} a month by the assumed prices, {bound['value']:g} are allowed"
    findings.append({**_finding("PricingModel", message, "find cheaper prices, or fewer records"), "severity": "low"})
    return 0.0


def _finding(artifact: str, message: str, fix: str) -> dict[str, Any]:
    return {"severity": "high", "artifact": artifact, "message": message, "fix": fix}
