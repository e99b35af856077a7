"""guard.sourceTagger: metric `sources_tagged`, the share of this phase's claims that name a complete source of any kind.

Claims are the pointers of the artifacts' `sources` maps (the sandbox has no schemas). A pointer that leads to no string,
and a source without what its kind asks for, count as untagged. Whether the source holds is the clarify stage's question.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.claims import is_complete, sourced_claims
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

VERSION = "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; not evaluable when the phase made no claim."""
    claims = sourced_claims(ctx) or []
    untagged = [claim for claim in claims if claim.text is None or not is_complete(claim.source)]
    value = (len(claims) - len(untagged)) / len(claims) if claims else None
    findings = [
        {
            "severity": "medium",
            "message": "the source is incomplete, or its pointer leads to no text",
            "artifact": claim.type,
            "pointer": claim.pointer,
        }
        for claim in untagged
    ]
    metric = rule_metric(
        value, "ratio", rule="guard.sourceTagger", version=VERSION, over=[[claim.type, claim.pointer, claim.source] for claim in claims]
    )
    return guard_report("guard.sourceTagger", version=VERSION, metrics={"sources_tagged": metric}, findings=findings)
