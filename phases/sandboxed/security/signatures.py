"""What has to be signed, and whether an envelope covers it: DSSE around an in-toto statement. The worker signs; keys never come here."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.context import ArtifactRef

SIGNER = "tool.signing.cosign"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One thing to be signed, under the SHA-256 of its bytes."""

    name: str
    sha256: str
    what: str


def required_subjects(bundle: ArtifactRef | None, sbom: ArtifactRef | None, files_sha256: str | None) -> list[Subject]:
    """Return the subjects of rule signatures.subjects, in fixed order, as far as they exist."""
    subjects = []
    if bundle:
        subjects.append(Subject(name="product.bundle", sha256=bundle.hash, what="the product's git history"))
    if files_sha256:
        subjects.append(Subject(name="product.files", sha256=files_sha256, what="canonical JSON of file name to SHA-256"))
    if sbom:
        subjects.append(Subject(name="sbom.cdx", sha256=sbom.hash, what="the SBOM artifact"))
    return subjects


def statement(envelope: Mapping[str, Any]) -> dict[str, Any]:
    """Return the in-toto statement inside a DSSE envelope, empty when there is none that can be read."""
    try:
        payload = json.loads(base64.b64decode(envelope["payload"], validate=True))
    except (KeyError, TypeError, ValueError):
        return {}
    return payload if isinstance(payload, dict) else {}


def inner(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the DSSE envelope of one of the signer's entries."""
    for key in ("envelope", "dsse"):
        if isinstance(entry.get(key), dict):
            return entry[key]
    return entry


def covered(subject: Subject, entries: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether an envelope with a signature states this subject's digest. Whether the signature holds is for `verify_dsse`."""
    for entry in entries:
        envelope = inner(entry)
        signed = [s for s in envelope.get("signatures", ()) if s.get("sig")]
        told = statement(envelope).get("subject", ())
        if signed and any(part.get("digest", {}).get("sha256") == subject.sha256 and part.get("name") == subject.name for part in told):
            return True
    return False
