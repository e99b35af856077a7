"""sca-agent: lists what the product depends on and which known vulnerabilities that has."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules
from phases.sandboxed.security.areas import area_of
from phases.sandboxed.security.evidence import statements, write_part


def run(ctx: Context) -> dict[str, Any]:
    """Write VulnerabilityScan and SecurityFindings."""
    area = area_of(ctx.assignment.target)
    report = ctx.call_tool(area.tool)
    ctx.progress(80, "dependencies listed")
    data, broken = report["data"], report["outcome"] != "ok"
    said, sources = ([], {}) if broken else statements(report, area.counts)
    sources[f"/statements/{len(said)}"] = {
        "kind": "assumption",
        "rationale": "no advisory source for images, interpreters and CI actions was at hand",
    }
    said.append(rules()["sca.platform"])
    content = {
        "tree": data.get("tree", ""),
        "lookup": "not_evaluable" if broken else data["lookup"],
        "reason": report["error"] or report["measured"].get("reason", ""),
        "advisory_source": "none" if broken else data["advisory_source"],
        "dependencies": data.get("packages", []),
        "platform": data.get("platform", []),
        "stdlib_modules": data.get("stdlib_modules", []),
        "advisories": data.get("advisories", []),
        "critical": data.get("critical_cves"),
        "high": data.get("high_cves"),
        "statements": said,
    }
    ctx.write("VulnerabilityScan", content, sources=sources)
    return write_part(ctx, report)
