"""The host tool behind `tool.signing.cosign`: signs named hashes with the installation's key, which no sandbox may see."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Protocol

from ideamine.lib.canonical import digest
from ledger import keys, signing

TOOL = "tool.signing.cosign"
PREDICATE_TYPE = "urn:ideamine:attestation:artifact:v1"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class SignatureKeeper(Protocol):
    """Who is told of each signature, so that the ledger gets it."""

    def signed(self, *, subject: str, envelope: Mapping[str, Any], keyid: str) -> None: ...


def sign_subjects(args: Mapping[str, Any], keeper: SignatureKeeper | None = None) -> dict[str, Any]:
    """Sign `args["subjects"]` ([{name, sha256}]) and return a ToolReport (`schema.artifact.toolreport.v1`).

    One in-toto statement in a DSSE envelope a subject, each verified after signing. Arguments that name no such list
    make a report with outcome `error`; what lies behind the hashes is not looked at.
    """
    began = time.monotonic()
    subjects, fault = _read(args)
    if fault:
        return _report(subjects=[], data={}, outcome="error", error=fault, began=began)
    envelopes = []
    for name, sha256 in subjects:
        envelope = signing.sign_statement([signing.subject(name, sha256)], PREDICATE_TYPE, {"signed_by": "IdeaMine"})
        signing.verify_envelope(envelope)
        envelopes.append(envelope)
        if keeper is not None:
            keeper.signed(subject=name, envelope=envelope, keyid=keys.public_key().keyid)
    data = {"envelopes": envelopes, "keyid": keys.public_key().keyid, "algorithm": keys.ALGORITHM, "public_key": keys.public_key_pem()}
    return _report(subjects=subjects, data=data, outcome="ok", error="", began=began)


def _read(args: Mapping[str, Any]) -> tuple[list[tuple[str, str]], str]:
    listed = args.get("subjects")
    if not isinstance(listed, list) or not listed:
        return [], "subjects must be a list of {name, sha256} with one entry at least"
    found: list[tuple[str, str]] = []
    for index, entry in enumerate(listed):
        name, sha256 = (entry.get("name"), entry.get("sha256")) if isinstance(entry, dict) else (None, None)
        if not isinstance(name, str) or not name or not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
            return [], f"subjects/{index} must have a name and a sha256 of 64 lower-case hex digits"
        found.append((name, sha256))
    return found, ""


def _report(*, subjects: list[tuple[str, str]], data: dict[str, Any], outcome: str, error: str, began: float) -> dict[str, Any]:
    library = version("securesystemslib")
    command, exit_code = f"sign {len(subjects)} subjects as DSSE in-toto statements", 0 if outcome == "ok" else 1
    producer = {"tool": "securesystemslib", "version": library, "command": command,
                "exit_code": exit_code, "duration_ms": round((time.monotonic() - began) * 1000), "output_sha256": digest(data)}  # fmt: skip
    return {"tool": TOOL, "version": library, "outcome": outcome, "error": error, "producers": [producer], "data": data, "measured": {},
            "platform": f"python {sys.version.split()[0]}"}  # fmt: skip
