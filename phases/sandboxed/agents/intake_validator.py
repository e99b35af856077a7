"""IntakeValidatorAgent: whether the idea can become a product, as the feasibility tool found it, and what people use today."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.sourcing import Draft, by_rule, by_tool
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules

TOOL = "tool.intake.feasibility"


def run(ctx: Context) -> dict[str, Any]:
    """Write Feasibility; return the verdict and the number of blockers."""
    found = ctx.call_tool(TOOL)["data"]
    prior = ctx.call_tool("tool.intake.priorart")["data"]
    draft = Draft()
    draft.content |= {"feasible": found["feasibility"], "verdict": found["verdict"]}
    for key, field in (("checks", "reason"), ("blockers", "text"), ("clashes", "text")):
        for index, entry in enumerate(found[key]):
            draft.add(key, entry, **{field: by_tool(TOOL, f"/data/{key}/{index}/{field}")})
    for rule in found["limits"]:
        draft.add("limitations", {"id": rule.rsplit(".", 1)[-1], "text": rules()[rule]}, text=by_rule(rule))
    draft.lists("checks", "blockers", "clashes", "limitations")
    draft.content["prior_art"] = {"searched": prior["searched"], "text": rules()[prior["rule"]], "alternatives": prior["alternatives"]}
    draft.sources["/prior_art/text"] = by_rule(prior["rule"])
    ctx.write("Feasibility", draft.content, sources=draft.sources)
    return {"feasible": found["feasibility"], "verdict": found["verdict"], "blockers": found["blockers_count"]}
