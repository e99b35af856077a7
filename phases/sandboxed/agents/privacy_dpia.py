"""privacy-dpia-agent: assesses what the product means for the people whose data it keeps (GDPR Art. 35)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules
from phases.sandboxed.security.areas import area_of
from phases.sandboxed.security.evidence import statements, write_part

Sources = dict[str, dict[str, str]]


def run(ctx: Context) -> dict[str, Any]:
    """Write DPIA and SecurityFindings; no DPIA when the tool broke."""
    area = area_of(ctx.assignment.target)
    report = ctx.call_tool(area.tool)
    ctx.progress(80, "personal data classified")
    if report["outcome"] == "ok":
        model, data = ctx.read("DomainModel"), report["data"]
        said, sources = statements(report, area.counts)
        sources["/processing"] = {"kind": "artifact", "type": "DomainModel", "pointer": "/summary", "quote": model["summary"]}
        content = {
            "product": model["title"],
            "processing": f"The product keeps and shows what its users enter: {model['summary']}",
            "data_subjects": data["data_subjects"],
            "data": _data(data["classified"], sources),
            "risks": _risks(data["risks"], sources),
            **_unknown(sources),
            "consultation_needed": any(risk["residual"] == "high" for risk in data["risks"]),
            "statements": said,
        }
        ctx.write("DPIA", content, sources=sources)
    return write_part(ctx, report)


def _data(classified: list[Mapping[str, Any]], sources: Sources) -> list[dict[str, Any]]:
    """Return the personal attributes, each with the rule that says so."""
    listed: list[dict[str, Any]] = []
    for entry in classified:
        if entry["rule"]:
            sentence = rules()[entry["rule"]]
            sources[f"/data/{len(listed)}/basis"] = {"kind": "rule", "id": entry["rule"], "quote": sentence}
            kept = {key: entry[key] for key in ("entity", "attribute", "category", "rule", "required")}
            listed.append({**kept, "basis": f"{entry['attribute']} of {entry['entity']}: {sentence}"})
    return listed


def _risks(risks: list[Mapping[str, Any]], sources: Sources) -> list[dict[str, Any]]:
    listed = []
    for index, risk in enumerate(risks):
        sources[f"/risks/{index}/description"] = {"kind": "rule", "id": risk["rule"], "quote": rules()[risk["rule"]]}
        listed.append({**risk, "description": rules()[risk["rule"]]})
    return listed


def _unknown(sources: Sources) -> dict[str, str]:
    """Return what no idea and no code can tell; both are assumptions for a person to confirm."""
    rationale = "neither the idea nor the product says it; the controller has to decide"
    for pointer in ("/retention", "/lawful_basis"):
        sources[pointer] = {"kind": "assumption", "rationale": rationale}
    return {
        "retention": "Records are kept until a user deletes them; no period is set.",
        "lawful_basis": "The operator has a lawful basis for each purpose, and tells the persons so.",
    }
