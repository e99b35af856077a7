"""threat-model-agent: lists what can go wrong at each element of the product, and which control answers it (STRIDE)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules
from phases.sandboxed.security.areas import area_of
from phases.sandboxed.security.evidence import statements, write_part

SHOWN_NAMES = 4


def run(ctx: Context) -> dict[str, Any]:
    """Write ThreatModel and SecurityFindings; no ThreatModel when the tool broke."""
    area = area_of(ctx.assignment.target)
    report = ctx.call_tool(area.tool)
    ctx.progress(80, "threats listed")
    if report["outcome"] == "ok":
        data = report["data"]
        said, sources = statements(report, area.counts)
        names = {element["id"]: element["name"] for element in data["elements_listed"]}
        listed = []
        for index, threat in enumerate(data["threats"]):
            sentence = rules()[threat["rule"]]
            sources[f"/threats/{index}/description"] = {"kind": "rule", "id": threat["rule"], "quote": sentence}
            listed.append({**threat, "description": f"{sentence} It concerns {_names(threat, names)}."})
        content = {
            "product": ctx.read("DomainModel")["title"],
            "elements": data["elements_listed"],
            "threats": listed,
            "by_category": dict(sorted(Counter(threat["category"] for threat in listed).items())),
            "statements": said,
        }
        ctx.write("ThreatModel", content, sources=sources)
    return write_part(ctx, report)


def _names(threat: Mapping[str, Any], names: Mapping[str, str]) -> str:
    told = [names[id] for id in threat["elements"]]
    rest = len(told) - SHOWN_NAMES
    return ", ".join(told[:SHOWN_NAMES]) + (f" and {rest} more" if rest > 0 else "")
