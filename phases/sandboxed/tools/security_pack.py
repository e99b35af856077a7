"""tool.security.pack: gathers the findings of all nine areas into the SecurityPack. Run by the coordinator after the agents.

An area without findings of its own is in the pack as missing, never left out; the pack's verdict is the worst of its areas.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed.context import Context
from phases.sandboxed.reports import tool_report
from phases.sandboxed.security.areas import AREAS, Area
from phases.sandboxed.security.evidence import PART_TYPE, current_bundle
from phases.sandboxed.security.findings import SEVERITIES, counts

ID, VERSION = "tool.security.pack", "1.0.0"
DOCUMENTS = ("DPIA", "SBOM", "Signatures", "ThreatModel", "VulnerabilityScan")
FIELDS = ("agent", "area", "title", "tool", "engine", "outcome", "error", "verdict", "tree", "counts", "findings")


def run(ctx: Context) -> dict[str, Any]:
    """Write SecurityPack and return the ToolReport with its totals."""
    started = time.monotonic()
    parts = _parts(ctx)
    areas = [_area(area, parts.get(area.agent)) for area in AREAS]
    documents = {type: ref for type in DOCUMENTS for ref in ctx.refs(type) if ref.phase == ctx.assignment.phase}
    totals = {severity: sum(entry["counts"][severity] for entry in areas) for severity in SEVERITIES}
    missing = [entry["agent"] for entry in areas if entry["outcome"] == "missing"] + [type for type in DOCUMENTS if type not in documents]
    trees = {entry["tree"] for entry in areas if entry["tree"]}
    said, sources = _statements(parts, areas)
    content = {
        "product": (ctx.find("DomainModel") or {}).get("title") or "the product",
        "tree": trees.pop() if len(trees) == 1 else "",
        "verdict": _verdict(areas, missing),
        "areas": areas,
        "totals": totals,
        "missing": missing,
        "documents": [{"type": type, "sha256": ref.hash} for type, ref in sorted(documents.items())],
        "statements": said,
    }
    ctx.write("SecurityPack", content, sources=sources)
    data = {"areas": len(parts), "verdict": content["verdict"], "totals": totals, "missing": missing}
    made = {"tool": ID, "version": VERSION, "command": "gather the findings of nine areas", "exit_code": 0, "output_sha256": digest(data)}
    made["duration_ms"] = int((time.monotonic() - started) * 1000)
    bundle = current_bundle(ctx)
    return tool_report(ID, version=VERSION, producers=[made], data=data, measured={"bundle_sha256": bundle.hash if bundle else ""})


def _parts(ctx: Context) -> dict[str, dict[str, Any]]:
    """Return agent → its newest findings of this phase."""
    newest = {ref.name: ref for ref in ctx.refs(PART_TYPE) if ref.phase == ctx.assignment.phase}
    loaded = [ctx.load(ref) for _, ref in sorted(newest.items())]
    return {part["agent"]: part for part in loaded}


def _area(area: Area, part: Mapping[str, Any] | None) -> dict[str, Any]:
    if part is not None:
        return {field: part[field] for field in FIELDS}
    absent = {"outcome": "missing", "error": f"{area.agent} left no findings", "verdict": "not_evaluable", "engine": "none", "tree": ""}
    return {"agent": area.agent, "area": area.id, "title": area.title, "tool": area.tool, "counts": counts(()), "findings": [], **absent}


def _verdict(areas: list[dict[str, Any]], missing: list[str]) -> str:
    verdicts = {entry["verdict"] for entry in areas}
    if missing or "not_evaluable" in verdicts:
        return "not_evaluable"
    return "findings" if "findings" in verdicts else "clean"


def _statements(parts: Mapping[str, Mapping[str, Any]], areas: list[dict[str, Any]]) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Return one sentence an area, read from the area's own findings artifact's last figure, with its tool source."""
    said: list[str] = []
    sources: dict[str, dict[str, str]] = {}
    for entry in areas:
        part = parts.get(entry["agent"])
        pointer = f"/statements/{len(part['statements']) - 1}" if part and part["statements"] else ""
        source = part.get("sources", {}).get(pointer) if part else None
        if part and source:
            sources[f"/statements/{len(said)}"] = dict(source)
            said.append(f"{entry['title']}: {part['statements'][-1]}")
    return said, sources
