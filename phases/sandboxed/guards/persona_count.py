"""guard.personaCount: metric `personas`, the number of distinct personas that have a role, a goal, and an actor of the model or a general role."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

VERSION = "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; not evaluable without Personas or DomainModel. A persona of an unknown actor does not count."""
    written, model = ctx.find("Personas"), ctx.find("DomainModel")
    entries = written["personas"] if written and model else []
    known = {actor["id"] for actor in model["actors"]} if model else set()
    good = {entry["id"] for entry in entries if entry["goals"] and (entry["actor"] in known or (entry["kind"] == "role" and not entry["actor"]))}
    findings = [
        {"severity": "medium", "message": f"the persona {entry['id']} has no goal, or an actor that the model does not know", "artifact": "Personas"}
        for entry in entries
        if entry["id"] not in good
    ]
    metric = rule_metric(len(good) if written and model else None, "personas", rule="guard.personaCount", version=VERSION, over=entries)
    return guard_report("guard.personaCount", version=VERSION, metrics={"personas": metric}, findings=findings)
