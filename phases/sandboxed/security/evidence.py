"""Which tool report counts: the newest of this phase, and only if it is about the product that stands now. Used by guards and agents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import ArtifactRef, Context
from phases.sandboxed.figures import empty
from phases.sandboxed.security.areas import area_of
from phases.sandboxed.security.findings import counts, ordered, same

REPORT_TYPE = "ToolReport"
PART_TYPE = "SecurityFindings"
FIXES_TYPE = "SecurityFixes"


def _stale(tool: str, message: str) -> dict[str, Any]:
    return {"tool": tool, "version": "unknown", "outcome": "error", "error": message, "producers": [], "data": {}, "measured": {}}


def current_bundle(ctx: Context) -> ArtifactRef | None:
    """Return the newest GitBundle that the task may read."""
    refs = ctx.refs(repository.BUNDLE_TYPE)
    return refs[-1] if refs else None


def reports(ctx: Context, tool: str) -> list[dict[str, Any]]:
    """Return this phase's reports of a tool, oldest first. Tool reports are written by the worker, not by agents."""
    own = [ref for ref in ctx.refs(REPORT_TYPE) if ref.phase == ctx.assignment.phase]
    loaded = [ctx.load(ref) for ref in own]
    return [report for report in loaded if report.get("tool") == tool]


def current_report(ctx: Context, tool: str) -> dict[str, Any] | None:
    """Return the newest report of a tool; one about another bundle comes back as an error, a missing one as None."""
    found = reports(ctx, tool)
    if not found:
        return None
    bundle = current_bundle(ctx)
    newest = found[-1]
    if bundle is None:
        return _stale(tool, "there is no product to compare the report with")
    if newest["measured"].get("bundle_sha256") != bundle.hash:
        return _stale(tool, f"the newest report of {tool} is about another state of the product")
    return newest


def unrepaired(ctx: Context) -> dict[tuple[str, ...], str]:
    """Return the findings that this phase's repairs left, by what they are known by, with the reasons."""
    own = [ref for ref in ctx.refs(FIXES_TYPE) if ref.phase == ctx.assignment.phase]
    left = ctx.load(own[-1])["left"] if own else []
    return {same(entry["finding"]): entry["reason"] for entry in left}


def engine(report: Mapping[str, Any]) -> str:
    """Return name and version of what really ran behind a tool id."""
    last = report["producers"][-1] if report.get("producers") else None
    return f"{last['tool']} {last['version']}" if last else "none"


def seen_by(report: Mapping[str, Any], figure: str) -> Mapping[str, Any]:
    """Return the report ending with the producer that made this figure: the last one, unless `data.producer_of` names another by its place."""
    place = report["data"].get("producer_of", {}).get(figure)
    return report if place is None else {**report, "producers": report["producers"][: place + 1]}


def statements(report: Mapping[str, Any], figures: tuple[tuple[str, str], ...]) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Return one sentence a figure and, by pointer, the place in the tool's report that it was read from."""
    said: list[str] = []
    sources: dict[str, dict[str, str]] = {}
    for name, what in figures:
        value = report["data"].get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            sources[f"/statements/{len(said)}"] = {"kind": "tool", "report": report["tool"], "pointer": f"/data/{name}"}
            said.append(f"{engine(seen_by(report, name))}: {value} {what}.")
    return said, sources


def write_part(ctx: Context, report: Mapping[str, Any]) -> dict[str, Any]:
    """Write the agent's SecurityFindings from its tool's report and return the task's result."""
    area = area_of(ctx.assignment.target)
    found = ordered(report["data"].get("findings", ()))
    broken = report["outcome"] != "ok"
    unknown = [name for name, _ in area.counts if report["data"].get(name) is None]
    verdict = "not_evaluable" if broken or unknown or empty(report, [area.looked_at]) else ("findings" if found else "clean")
    said, sources = ([], {}) if broken else statements(report, area.counts)
    content = {
        "agent": area.agent,
        "area": area.id,
        "title": area.title,
        "tool": area.tool,
        "engine": engine(report),
        "outcome": report["outcome"],
        "error": report["error"],
        "verdict": verdict,
        "tree": report["data"].get("tree", ""),
        "counts": counts(found),
        "findings": found,
        "statements": said,
    }
    ctx.write(PART_TYPE, content, sources=sources, name=f"{PART_TYPE}-{area.agent}.json")
    return {"area": area.id, "verdict": verdict, "counts": counts(found)}
