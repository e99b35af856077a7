"""The parts of a dossier: each an artifact with its producer, hash, content digest, and, where it is named, its content."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.artifacts import JSON_MEDIA_TYPE, raw_content
from ledger.digests import code_digest, content_digest
from ledger.models import Artifact
from phases.dossier.bundles import BundleUnreadable, Code, read_bundle
from phases.schemas.registry import UnknownArtifactType, artifact_schema

TOOL_REPORT = "ToolReport"
BUNDLE = "GitBundle"
PICTURE = "Picture"
LARGEST_CONTENT_BYTES = 16 << 20

# seed: "Release Dossier Compilation"
SECTIONS: dict[str, tuple[str, ...]] = {
    "product": ("PRD", "RTM", "OpenAPI"),
    "code": (BUNDLE, "TestReports", "CoverageReport", "TraceReport"),
    "security": ("SecurityPack", "SBOM", "Signatures", "VulnerabilityScan"),
    "quality": ("PerfReport", "A11yAudit", "ReleaseNotes"),
    "deployment": ("DeploymentPlan", "RollbackPlan", "CanaryRules", "BetaReport"),
}
RESCANS = ("tool.code.", "tool.iac.", "tool.container.", "tool.sbom.", "tool.signing.", "tool.dast.", "tool.secret", "tool.security.")


@dataclass(frozen=True, kw_only=True)
class Part:
    """An artifact in the dossier. `data` is None when its content could not be read; `fault` says why."""

    artifact: Artifact
    data: bytes | None
    fault: str
    digest: str | None

    def as_json(self, *, whole: bool) -> dict[str, Any]:
        """Return the part; `whole` with its content, as text where it is text, else in base64."""
        row, provenance = self.artifact, self.artifact.provenance or {}
        listed = {
            "id": str(row.pk), "type": row.type, "name": row.name, "phase": row.phase, "attempt": row.attempt, "media_type": row.media_type,
            "size": row.size, "sha256": row.hash, "content_digest": self.digest, "inputs": list(provenance.get("inputs", ())),
            "producer": {name: value for name, value in provenance.items() if name != "inputs"}, "fault": self.fault}  # fmt: skip
        return {**listed, **self._content()} if whole else listed

    def _content(self) -> dict[str, Any]:
        if self.data is None or len(self.data) > LARGEST_CONTENT_BYTES:
            return {"encoding": None, "content": None}
        try:
            text = self.data.decode()
        except UnicodeDecodeError:
            return {"encoding": "base64", "content": base64.b64encode(self.data).decode()}
        return {"encoding": "base64", "content": base64.b64encode(self.data).decode()} if "\0" in text else {"encoding": "utf-8", "content": text}

    @property
    def tree(self) -> str | None:
        """The git tree that a JSON artifact says it looked at."""
        content = json.loads(self.data) if self.data is not None and self.artifact.media_type == JSON_MEDIA_TYPE else None
        return content.get("tree") or None if isinstance(content, dict) else None


def read_parts(artifacts: Iterable[Artifact]) -> list[Part]:
    """Read artifacts, in their order. Reports of tools are evidence of one run and have no content digest; code has one by its tree."""
    referents: dict[str, str] = {}
    return [_read(artifact, referents) for artifact in artifacts]


def _read(artifact: Artifact, referents: dict[str, str]) -> Part:
    from ideamine.lib.errors import IdeaMineError

    try:
        data = raw_content(artifact)
    except (IdeaMineError, OSError) as error:
        return Part(artifact=artifact, data=None, fault=str(error), digest=None)
    digest = str(artifact.hash) if artifact.type == PICTURE else None
    if artifact.type != TOOL_REPORT and artifact.media_type == JSON_MEDIA_TYPE:
        try:
            digest = content_digest(json.loads(data), artifact_schema(artifact.type), referents=referents)
        except (UnknownArtifactType, ValueError) as error:
            return Part(artifact=artifact, data=data, fault=str(error), digest=None)
        referents[str(artifact.hash)] = digest
    return Part(artifact=artifact, data=data, fault="", digest=digest)


def newest(parts: Sequence[Part], type: str) -> Part | None:
    """Return the last part of a type, or None."""
    return next((part for part in reversed(parts) if part.artifact.type == type), None)


def code_of(parts: Sequence[Part]) -> tuple[Code | None, str]:
    """Return commit and tree of the newest bundle, or None and why not."""
    bundle = newest(parts, BUNDLE)
    if bundle is None:
        return None, "no phase made a repository"
    if bundle.data is None:
        return None, bundle.fault
    try:
        return read_bundle(bundle.data), ""
    except BundleUnreadable as error:
        return None, str(error)


def section(name: str, parts: Sequence[Part], code: Code | None) -> dict[str, Any]:
    """Return one section: its named parts, and by name what is missing of them."""
    found = {type: newest(parts, type) for type in SECTIONS[name]}
    missing = [f"{type}: no phase made one" for type, part in found.items() if part is None]
    missing += [f"{type}: {part.fault}" for type, part in found.items() if part is not None and part.fault]
    chosen = [part for part in found.values() if part is not None]
    if name == "product":
        chosen += _pictures(parts)
    if name == "security":
        scans = _rescans(parts)
        chosen += scans
        if not scans and code is not None:
            missing += [f"{part.artifact.type}: it looked at the tree {part.tree}, the released tree is {code.tree}"
                        for part in chosen if part.tree not in (None, code.tree)]  # fmt: skip
    return {"parts": [part.as_json(whole=True) for part in chosen], "missing": missing}


def _pictures(parts: Sequence[Part]) -> list[Part]:
    """The newest picture of each name, in the order in which they were drawn."""
    return list({part.artifact.name: part for part in parts if part.artifact.type == PICTURE}.values())


def _rescans(parts: Sequence[Part]) -> list[Part]:
    """The reports of the scanners that release ran again on its final commit: the newest of each tool."""
    reports: dict[str, Part] = {}
    for part in parts:
        source: Mapping[str, Any] = part.artifact.provenance or {}
        if part.artifact.type == TOOL_REPORT and part.artifact.phase == "release" and str(source.get("source", "")).startswith(RESCANS):
            reports[str(source["source"])] = part
    return [reports[tool] for tool in sorted(reports)]


def digest_of_code(code: Code | None) -> str | None:
    """Return the content digest of code, None without code."""
    return None if code is None else code_digest(code.tree)
