"""IntakeValidatorAgent: whether the idea can become a product, as the feasibility tool found it, and what people use today."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.sourcing import Draft, by_rule, by_tool
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules
from phases.sandboxed.speech import speech_of

TOOL = "tool.intake.feasibility"


def run(ctx: Context) -> dict[str, Any]:
    """Write Feasibility; return the verdict and the number of blockers."""
    found = ctx.call_tool(TOOL)["data"]
    prior = ctx.call_tool("tool.intake.priorart")["data"]
    draft, speech = Draft(), speech_of(ctx.read("DomainModel"))
    draft.content |= {"feasible": found["feasibility"], "verdict": found["verdict"]}
    for key, field in (("checks", "reason"), ("blockers", "text"), ("clashes", "text")):
        for index, entry in enumerate(found[key]):
            draft.add(key, entry, **{field: by_tool(TOOL, f"/data/{key}/{index}/{field}")})
    for rule in found["limits"]:
        told = speech.rule(rule)
        draft.add("limitations", {"id": rule.rsplit(".", 1)[-1], "text": rules()[told]}, text=by_rule(told))
    draft.lists("checks", "blockers", "clashes", "limitations")
    rule = speech.rule(prior["rule"])
    names = [speech.say(name) for name in prior["alternatives"]]
    draft.content["prior_art"] = {"searched": prior["searched"], "text": rules()[rule], "alternatives": names}
    draft.sources["/prior_art/text"] = by_rule(rule)
    ctx.write("Feasibility", draft.content, sources=draft.sources)
    return {"feasible": found["feasibility"], "verdict": found["verdict"], "blockers": found["blockers_count"]}
