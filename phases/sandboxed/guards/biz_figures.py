"""guard.bizFigures: was every figure of the pricing model computed, and does every input say where it comes from?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.evidence import report_about
from phases.sandboxed.planning.pricing import TOOL, question
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.bizFigures", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `formulas_evaluated`, `figures_sourced`, `assumptions_varied`, each a share from 0 to 1."""
    model = ctx.find("PricingModel")
    findings: list[dict[str, Any]] = []
    values: dict[str, float | None] = {"formulas_evaluated": None, "figures_sourced": None, "assumptions_varied": None}
    if model is not None:
        report = report_about(ctx, TOOL, {**question(model["inputs"]), "formulas": _asked(model)})
        values = {
            "formulas_evaluated": _evaluated(model, report, findings),
            "figures_sourced": _sourced(model, findings),
            "assumptions_varied": _varied(model),
        }
    metrics = {name: rule_metric(value, "share", rule=GUARD, version=VERSION, over=model) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _asked(model: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"name": formula["name"], "expression": formula["expression"]} for formula in model["formulas"]]


def _evaluated(model: Mapping[str, Any], report: Mapping[str, Any] | None, findings: list[dict[str, Any]]) -> float | None:
    """Return the share of formulas whose result is what the tool computed; None without a report about these inputs and formulas."""
    if report is None or report["outcome"] != "ok":
        return None
    stated = {result["name"]: result["value"] for result in model["results"]}
    computed = report["data"]["results"]
    wrong = [
        formula["name"]
        for formula in model["formulas"]
        if formula["name"] not in computed or stated.get(formula["name"]) != computed[formula["name"]]
    ]
    for name in wrong:
        said = report["data"]["errors"].get(name) or f"{TOOL} computed {computed.get(name)}"
        findings.append(
            {
                "severity": "high",
                "artifact": "PricingModel",
                "message": f"the result {name} is {stated.get(name)}: {said}",
                "fix": "write what the tool computes",
            }
        )
    return 1 - len(wrong) / len(model["formulas"]) if model["formulas"] else None


def _sourced(model: Mapping[str, Any], findings: list[dict[str, Any]]) -> float | None:
    """Return the share of inputs whose source is of the kind that their basis says; None without inputs."""
    sources, missing = model.get("sources", {}), 0
    for index, entry in enumerate(model["inputs"]):
        kind = sources.get(f"/inputs/{index}/note", {}).get("kind")
        assumption = entry["basis"] == "assumption"
        if kind is None or (kind == "assumption") != assumption:
            missing += 1
            findings.append(
                {
                    "severity": "high",
                    "artifact": "PricingModel",
                    "pointer": f"/inputs/{index}",
                    "message": f"{entry['name']} is told as {entry['basis']}, its source is {kind}",
                    "fix": "cite where the figure is from, or call it an assumption",
                }
            )
    return 1 - missing / len(model["inputs"]) if model["inputs"] else None


def _varied(model: Mapping[str, Any]) -> float | None:
    """Return the share of assumed inputs whose effect was computed for a lower and a higher value; None without inputs.

    1.0 when there are inputs and none is assumed: each says its basis, and what is known needs no varying.
    """
    assumed = [entry["name"] for entry in model["inputs"] if entry["basis"] == "assumption"]
    factors: dict[str, set[float]] = {}
    for row in model["sensitivity"]:
        factors.setdefault(row["input"], set()).add(row["factor"])
    both = [name for name in assumed if any(f < 1 for f in factors.get(name, ())) and any(f > 1 for f in factors.get(name, ()))]
    if not model["inputs"]:
        return None
    return len(both) / len(assumed) if assumed else 1.0
