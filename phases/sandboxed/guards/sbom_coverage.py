"""guard.sbomCoverage: which share of the repository's files the bill of materials lists under their real hash, counted afresh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.reports import guard_report, rule_metric, tool_metric
from phases.sandboxed.security import inventory
from phases.sandboxed.security.evidence import current_report
from phases.sandboxed.security.scanning import ToolBroken, product

ID, VERSION, RULE = "guard.sbomCoverage", "1.0.0", "sbom.coverage"
TOOL = "tool.sbom.cyclonedx"
FIGURES = (Figure(metric="sbom_schema_errors", name="schema_errors", tool=TOOL, unit="count", over=("/data/components",), stands_alone=True),)


def run(ctx: Context) -> dict[str, Any]:
    """Return `sbom_coverage` (0–1, the artifact against the checked-out product) and `sbom_schema_errors`."""
    errors = tool_metric(current_report(ctx, TOOL), FIGURES[0])
    own = [ref for ref in ctx.refs("SBOM") if ref.phase == ctx.assignment.phase]
    subject = product(ctx)
    share, missing = None, []
    try:
        wanted = {f"file:{name}": subject.sha256(name) for name in subject.files}
        wanted.update({f"package:{name}": "" for name in inventory.take(subject).names})
    except (ToolBroken, OSError) as error:
        missing = [f"the product cannot be listed: {error}"]
        wanted = {}
    if own and wanted:
        listed = _listed(ctx.load(own[-1])["document"])
        missing = sorted(
            f"{what} is not listed" + (" under its hash" if value else "") for what, value in wanted.items() if listed.get(what) != value
        )
        share = (len(wanted) - len(missing)) / len(wanted)
    metrics = {"sbom_coverage": rule_metric(share, "share", rule=RULE, version=VERSION, over=wanted), "sbom_schema_errors": errors}
    return guard_report(ID, version=VERSION, metrics=metrics, findings=[{"severity": "high", "message": message} for message in missing])


def _listed(document: Mapping[str, Any]) -> dict[str, str]:
    """Return what a CycloneDX document lists: `file:NAME` → SHA-256, `package:NAME` → empty."""
    listed: dict[str, str] = {}
    for part in document.get("components", ()):
        if part.get("type") == "file":
            hashes = {entry["alg"]: entry["content"] for entry in part.get("hashes", ())}
            listed[f"file:{part['name']}"] = hashes.get("SHA-256", "")
        else:
            listed[f"package:{inventory.normal(part['name'])}"] = ""
    return listed
