"""guard.archDecisions: has every decision alternatives, every entity one owner, every quality an answer, and do the parts hang together?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.archDecisions", "1.0.0"
UNITS = {"adr_alternatives": "alternatives", "entities_owned": "share", "nfrs_answered": "share", "component_faults": "faults"}


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `adr_alternatives` (fewest of any decision), `entities_owned`, `nfrs_answered` (shares), `component_faults`."""
    outline, domain, nfrs = ctx.find("ArchOutline"), ctx.find("DomainModel"), ctx.find("NFRs")
    findings: list[dict[str, Any]] = []
    values: dict[str, float | None] = dict.fromkeys(UNITS)
    if outline is not None and domain is not None and nfrs is not None:
        values = _measure(outline, domain, nfrs, findings)
    over = {"outline": outline, "domain": domain, "nfrs": nfrs}
    metrics = {name: rule_metric(value, UNITS[name], rule=GUARD, version=VERSION, over=over) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _measure(
    outline: Mapping[str, Any], domain: Mapping[str, Any], nfrs: Mapping[str, Any], findings: list[dict[str, Any]]
) -> dict[str, float | None]:
    faults = _faults(outline["components"])
    owners = [entity for component in outline["components"] for entity in component["owns"]]
    known = {component["id"] for component in outline["components"]}
    answered = {entry["nfr"] for entry in outline["qualities"] if entry["component"] in known}
    findings += [
        {"severity": "high", "artifact": "ArchOutline", "message": fault, "fix": "let parts depend on parts that exist, in one direction"}
        for fault in faults
    ]
    entities, wanted = [entity["id"] for entity in domain["entities"]], [entry["id"] for entry in nfrs["nfrs"]]
    return {
        "adr_alternatives": min((len({entry["option"] for entry in decision["alternatives"]}) for decision in outline["decisions"]), default=None),
        "entities_owned": sum(owners.count(id) == 1 for id in entities) / len(entities) if entities else None,
        "nfrs_answered": sum(id in answered for id in wanted) / len(wanted) if wanted else None,
        "component_faults": len(faults) if outline["components"] else None,
    }


def _faults(components: list[Mapping[str, Any]]) -> list[str]:
    """Return what is wrong with how the components hang together: unknown ones, twice the same id, a circle through infrastructure."""
    ids = [component["id"] for component in components]
    faults = [f"the id {id} stands twice" for id in sorted({id for id in ids if ids.count(id) > 1})]
    return faults + [
        f"{component['id']} depends on {need}, which does not exist"
        for component in components
        for need in component["depends_on"]
        if need not in ids
    ]
