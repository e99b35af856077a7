"""guard.threatCoverage: whether the threat model answers every element for every STRIDE category, elements counted afresh."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric
from phases.sandboxed.security import controls, threats
from phases.sandboxed.security.scanning import ToolBroken, product

ID, VERSION, RULE = "guard.threatCoverage", "1.0.0", "threat.coverage"


def run(ctx: Context) -> dict[str, Any]:
    """Return `threat_coverage` (0–1)."""
    model, own = ctx.find("DomainModel"), [ref for ref in ctx.refs("ThreatModel") if ref.phase == ctx.assignment.phase]
    share, missing = None, []
    wanted: set[tuple[str, str]] = set()
    if model is None or not own:
        missing = ["there is no threat model to review"]
    else:
        try:
            wanted = threats.applicable(threats.elements(model, controls.read(product(ctx)).api))
        except ToolBroken as error:
            missing = [str(error)]
        else:
            answered = {(element, threat["category"]) for threat in ctx.load(own[-1])["threats"] for element in threat["elements"]}
            missing = [f"{element} is not looked at for {category}" for element, category in sorted(wanted - answered)]
            share = 1 - len(missing) / len(wanted)
    metric = rule_metric(share, "share", rule=RULE, version=VERSION, over=sorted(wanted))
    found = [{"severity": "high", "artifact": "ThreatModel", "message": message} for message in missing]
    return guard_report(ID, version=VERSION, metrics={"threat_coverage": metric}, findings=found)
