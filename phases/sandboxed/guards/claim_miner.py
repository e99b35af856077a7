"""guard.claimMiner: metric `claims_found`, the number of claims in the artifacts of this phase.

Inside the sandbox there are no artifact schemas; a guard knows a claim by the pointers of the artifacts' own `sources`
maps. So this counts the pointers that lead to a string. What the schemas mark is walked by the clarify stage.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.claims import sourced_claims
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

VERSION = "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; not evaluable when the phase made no artifact."""
    claims = sourced_claims(ctx)
    found = None if claims is None else sum(1 for claim in claims if claim.text is not None)
    metric = rule_metric(found, "claims", rule="guard.claimMiner", version=VERSION, over=[[c.type, c.pointer, c.text] for c in claims or ()])
    return guard_report("guard.claimMiner", version=VERSION, metrics={"claims_found": metric})
