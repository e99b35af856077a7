"""guard.privacyReview: whether the assessment lists every attribute that is personal by rule, counted afresh from the domain model."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric
from phases.sandboxed.security import privacy

ID, VERSION, RULE = "guard.privacyReview", "1.0.0", "dpia.coverage"


def run(ctx: Context) -> dict[str, Any]:
    """Return `dpia_coverage` (0–1; 1 when the model has attributes, none of them personal, and a DPIA says so)."""
    model, own = ctx.find("DomainModel"), [ref for ref in ctx.refs("DPIA") if ref.phase == ctx.assignment.phase]
    if model is None or not own:
        none = rule_metric(None, "share", rule=RULE, version=VERSION, over=None)
        return guard_report(
            ID, version=VERSION, metrics={"dpia_coverage": none}, findings=[{"severity": "high", "message": "there is no DPIA to review"}]
        )
    assessed = ctx.load(own[-1])
    classified = list(privacy.classify(model))
    wanted = {(entry.entity, entry.attribute, entry.category) for entry in classified if entry.personal}
    listed = {(entry["entity"], entry["attribute"], entry["category"]) for entry in assessed["data"]}
    missing = [f"{entity}.{attribute} ({category}) is not assessed" for entity, attribute, category in sorted(wanted - listed)]
    bare = [f"the risk {risk['title']} names no measure" for risk in assessed["risks"] if not risk["measures"]]
    if wanted and not assessed["risks"]:
        bare.append("there is personal data, and no risk is weighed")
    steps = len(wanted) + max(len(assessed["risks"]), 1)
    share = 1 - (len(missing) + len(bare)) / steps if classified else None
    metric = rule_metric(share, "share", rule=RULE, version=VERSION, over=[sorted(wanted), assessed["risks"]])
    found = [{"severity": "high", "artifact": "DPIA", "message": message} for message in (*missing, *bare)]
    return guard_report(ID, version=VERSION, metrics={"dpia_coverage": metric}, findings=found)
