"""guard.nfrMeasurable: is every quality a number with a unit that a later phase will measure?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from phases.sandboxed import loading
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric
from phases.sandboxed.speech import in_all_languages
from phases.sandboxed.speech.saying import pattern

GUARD, VERSION = "guard.nfrMeasurable", "1.0.0"
MEASURING_REPORTS = frozenset(
    ("TestReports", "CoverageReport", "PerfReport", "A11yAudit", "SecurityPack", "VulnerabilityScan", "DPIA", "ResponsiveReview", "PricingModel")
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `nfrs_measurable` (share, 0 to 1) and `nfr_categories` (a number)."""
    content = ctx.find("NFRs")
    nfrs = content["nfrs"] if content else []
    findings = []
    for index, entry in enumerate(nfrs):
        missing = _missing(entry)
        if missing:
            findings.append(
                {
                    "severity": "high",
                    "artifact": "NFRs",
                    "pointer": f"/nfrs/{index}",
                    "message": f"{entry['id']} cannot be measured: {missing}",
                    "fix": "give a number, its unit, and the report that will hold it",
                }
            )
    share = 1 - len(findings) / len(nfrs) if nfrs else None
    kinds = len({entry["category"] for entry in nfrs}) if nfrs else None
    metrics = {
        "nfrs_measurable": rule_metric(share, "share", rule=GUARD, version=VERSION, over=nfrs),
        "nfr_categories": rule_metric(kinds, "categories", rule=GUARD, version=VERSION, over=nfrs),
    }
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _missing(entry: Mapping[str, Any]) -> str:
    """Return what keeps a quality from being measured, '' when nothing does."""
    if not math.isfinite(entry["value"]):
        return "its value is no number"
    if entry["report"] not in MEASURING_REPORTS:
        return f"no phase writes a {entry['report']}"
    if not loading.exists(str(entry.get("tool"))):
        return f"there is no tool {entry.get('tool')}"
    if f"{entry['value']:g}" not in entry["statement"].replace(",", ".") and not _as_percent(entry):
        return f"its statement does not say {entry['value']:g} {entry['unit']}"
    return ""


def _as_percent(entry: Mapping[str, Any]) -> bool:
    """A share may be told in percent, and a full one as 'all' or 'every', in any language that documents are written in."""
    said = entry["statement"].lower().replace(",", ".")
    percent = any(f"{entry['value'] * 100:g} {word.lower()}" in said for word in in_all_languages(pattern("percent")))
    whole = (*in_all_languages(pattern("all ")), *in_all_languages(pattern("every ")))
    return entry["unit"] == "share" and (percent or (entry["value"] == 1 and any(word in said for word in whole)))
