"""guard.ruleClashes: do the idea's rules go together? Compared pairwise here again, from the domain model, not taken from the critique."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.clash_deeds import unspoken_actions
from phases.sandboxed.author.clashes import clashes, contradictions, pairs_compared
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.ruleClashes", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `rule_contradictions` (a number) and `clashes_reported` (share of all clashes that the critique names).

    Not evaluable without DomainModel, or without CritiqueReport; a critique that compared another number of pairs reports nothing.
    """
    content, report = ctx.find("DomainModel"), ctx.find("CritiqueReport")
    if content is None or report is None:
        metrics = {name: rule_metric(None, unit, rule=GUARD, version=VERSION, over=None) for name, unit in _UNITS.items()}
        return guard_report(GUARD, version=VERSION, metrics=metrics)
    model = DomainModel.from_json(content)
    found = clashes(model, unspoken_actions(content, model))
    told = {(clash["check"], clash["weight"], clash["first"]["pointer"], clash["second"]["pointer"]) for clash in report["clashes"]}
    missing = [clash for clash in found if (clash.check, clash.weight, clash.first.pointer, clash.second.pointer) not in told]
    whole = report["pairs_compared"] == pairs_compared(model)
    against = contradictions(found)
    findings = [
        {
            "severity": "critical",
            "artifact": "DomainModel",
            "pointer": clash.first.pointer,
            "message": f"killed: “{clash.first.text}” against “{clash.second.text}”: {clash.why}",
            "fix": "decide which of the two holds, and say it once in the idea",
            "final": True,  # no attempt heals what the idea itself asks for
        }
        for clash in against
    ]
    findings += [
        {"severity": "high", "artifact": "CritiqueReport", "message": f"the clash {clash.check} at {clash.first.pointer} is not told"}
        for clash in missing
    ]
    values = {
        "rule_contradictions": float(len(against)),
        "clashes_reported": 0.0 if not whole else (len(found) - len(missing)) / len(found) if found else 1.0,
    }
    over = {"rules": content["rules"], "actions": content["actions"], "reports": content["reports"], "told": sorted(told)}
    metrics = {name: rule_metric(value, _UNITS[name], rule=GUARD, version=VERSION, over=over) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


_UNITS = {"rule_contradictions": "contradictions", "clashes_reported": "share"}
