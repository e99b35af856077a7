"""guard.signatureCheck: whether bundle, file list and bill of materials are signed, by the signer's own report, hashes counted afresh."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ideamine.lib.canonical import canonical_json, digest
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, metric, rule_metric
from phases.sandboxed.security.evidence import current_bundle, reports
from phases.sandboxed.security.scanning import SCRIPTS, producer, product, run_python, version_of
from phases.sandboxed.security.signatures import SIGNER, covered, inner, required_subjects

ID, VERSION, RULE, ENGINE = "guard.signatureCheck", "1.0.0", "signatures.subjects", "securesystemslib"
SUBJECTS = 3


def run(ctx: Context) -> dict[str, Any]:
    """Return `signatures`: true only when every required subject is covered by a kept envelope whose signature holds."""
    own = [ref for ref in ctx.refs("SBOM") if ref.phase == ctx.assignment.phase]
    subject = product(ctx)
    files = digest({name: subject.sha256(name) for name in subject.files})
    wanted = required_subjects(current_bundle(ctx), own[-1] if own else None, files)
    told = [report for report in reports(ctx, SIGNER) if report["outcome"] == "ok"]
    if not told or not told[-1]["data"].get("public_key"):
        reason = "the signer gave no public key to check with" if told else f"there is no report of {SIGNER}"
        none = rule_metric(None, "boolean", rule=RULE, version=VERSION, over=[part.name for part in wanted])
        return guard_report(ID, version=VERSION, metrics={"signatures": none}, findings=[{"severity": "high", "message": reason}])
    valid, made, sha256 = _valid(ctx, told[-1]["data"])
    if valid is None:
        return guard_report(
            ID,
            version=VERSION,
            metrics={"signatures": metric(None, "boolean", made, sha256)},
            findings=[{"severity": "high", "message": "the signatures could not be checked"}],
        )
    kept = [inner(entry) for entry in (ctx.find("Signatures") or {}).get("envelopes", ())]
    unsigned = [part.name for part in wanted if not covered(part, [envelope for envelope in valid if envelope in kept])]
    whole = len(wanted) == SUBJECTS and not unsigned
    found = [{"severity": "critical", "message": f"{name} has no signature that holds over its present content"} for name in unsigned]
    if len(wanted) < SUBJECTS:
        found.append({"severity": "critical", "message": "there is no bill of materials that could be signed"})
    return guard_report(ID, version=VERSION, metrics={"signatures": metric(whole, "boolean", made, sha256)}, findings=found)


def _valid(ctx: Context, told: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]] | None, dict[str, Any], str]:
    """Return the envelopes whose signature holds (None when the check itself broke), the producer, and its output's hash."""
    envelopes = [inner(entry) for entry in told["envelopes"]]
    asked = canonical_json({"public_key": told["public_key"], "keyid": told["keyid"], "envelopes": envelopes})
    done = run_python(ctx, [str(SCRIPTS / "verify_dsse.py")], input=asked)
    made = producer(done, ENGINE, version_of(ENGINE), "python verify_dsse.py (the signer's envelopes and public key)")
    sha256 = made.pop("output_sha256")
    try:
        answer = json.loads(done.stdout)["valid"]
    except (ValueError, KeyError):
        return None, made, sha256
    return [envelope for envelope, holds in zip(envelopes, answer, strict=True) if holds], made, sha256
