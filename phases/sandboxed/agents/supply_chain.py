"""supply-chain-agent: writes the bill of materials and has it signed together with the product's bundle and file list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.channel import RequestRefused
from phases.sandboxed.context import ArtifactRef, Context
from phases.sandboxed.security.areas import area_of
from phases.sandboxed.security.evidence import current_bundle, statements, write_part
from phases.sandboxed.security.signatures import SIGNER, Subject, covered, required_subjects


def run(ctx: Context) -> dict[str, Any]:
    """Write SBOM, Signatures and SecurityFindings; what could not be made or signed is named, never left out in silence."""
    area = area_of(ctx.assignment.target)
    report = ctx.call_tool(area.tool)
    ctx.progress(60, "bill of materials made")
    signed = 0
    if report["outcome"] == "ok":
        said, sources = statements(report, area.counts)
        data = report["data"]
        content = {
            "format": "CycloneDX",
            "spec_version": data["spec_version"],
            "tree": data["tree"],
            "document": data["document"],
            "statements": said,
        }
        sbom = ctx.write("SBOM", content, sources=sources)
        signed = _sign(ctx, data, sbom)
    return {**write_part(ctx, report), "signed": signed}


def _sign(ctx: Context, data: Mapping[str, Any], sbom: ArtifactRef) -> int:
    """Have the subjects signed by the worker, which holds the key; write Signatures and return how many are covered."""
    bundle = current_bundle(ctx)
    subjects = required_subjects(bundle, sbom, data["files_sha256"])
    asked = {"subjects": [{"name": subject.name, "sha256": subject.sha256} for subject in subjects]}
    try:
        answer = ctx.call_tool(SIGNER, asked)
    except RequestRefused as error:
        ctx.log(f"{SIGNER} refused: {error}")
        answer = {"outcome": "error", "data": {}}
    told = answer["data"] if answer["outcome"] == "ok" else {}
    envelopes = told.get("envelopes", [])
    unsigned = [subject.name for subject in subjects if not covered(subject, envelopes)]
    said, sources = _statements(subjects, unsigned, told)
    content = {
        "tree": data["tree"],
        "algorithm": told.get("algorithm", "none"),
        "keyid": told.get("keyid", "none"),
        "files_sha256": data["files_sha256"],
        "subjects": [vars(subject).copy() for subject in subjects],
        "envelopes": envelopes,
        "unsigned": unsigned,
        "statements": said,
    }
    ctx.write("Signatures", content, sources=sources)
    return len(subjects) - len(unsigned)


def _statements(subjects: list[Subject], unsigned: list[str], told: Mapping[str, Any]) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Return what is said about the signatures: the algorithm, by the signer's report, and what is covered, by the rule."""
    if unsigned or "algorithm" not in told:
        return [], {}
    said = [f"Signed as DSSE envelopes with {told['algorithm']}.", "The bundle, the list of files and the bill of materials are signed."]
    rule = {"kind": "rule", "id": "signatures.subjects", "quote": "the bill of materials are signed"}
    return said, {"/statements/0": {"kind": "tool", "report": SIGNER, "pointer": "/data/algorithm"}, "/statements/1": rule}
