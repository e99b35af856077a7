"""guard.citationCheck: metric `citations` (true when every citation of this phase's artifacts leads to the words that it quotes).

Claims are known by the artifacts' `sources` maps. Assumptions cite nothing and are let through when they give a reason.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.citations import Library, objection
from phases.sandboxed.author.claims import sourced_claims
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

VERSION = "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; not evaluable when the phase made no claim."""
    claims = sourced_claims(ctx) or []
    library = Library(ctx)
    broken = [(claim, reason) for claim in claims if (reason := objection(claim, library))]
    findings = [
        {"severity": "high", "message": reason, "artifact": claim.type, "pointer": claim.pointer, "fix": "cite what supports the claim"}
        for claim, reason in broken
    ]
    over = [[claim.type, claim.pointer, claim.source] for claim in claims]
    share = (len(claims) - len(broken)) / len(claims) if claims else None
    metrics = {
        "citations": rule_metric(not broken if claims else None, "boolean", rule="guard.citationCheck", version=VERSION, over=over),
        "citations_resolved": rule_metric(share, "ratio", rule="guard.citationCheck", version=VERSION, over=over),
    }
    return guard_report("guard.citationCheck", version=VERSION, metrics=metrics, findings=findings)
