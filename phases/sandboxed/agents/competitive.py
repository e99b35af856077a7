"""CompetitiveAgent: what people use today instead, what works alike, and how the product differs; nothing is searched, and it says so."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.sourcing import Draft, by_artifact, by_rule
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules
from phases.sandboxed.speech import speech_of

# what paper cannot do: kinds of rules whose breach the product refuses at the moment of entry
_REFUSING = ("unique", "no_overlap", "capacity", "limit", "total", "lead", "approval", "queue")


def run(ctx: Context) -> dict[str, Any]:
    """Write the CompetitiveAnalysis; return how many alternatives it names."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    prior = ctx.read("Feasibility")["prior_art"]
    draft, speech = Draft(), speech_of(model)
    draft.content["searched"] = prior["searched"]
    for name in prior["alternatives"]:
        text = speech.say("People use today, instead of {title}: {name}.", title=model.title, name=name)
        draft.add("alternatives", {"name": name, "text": text}, text=by_artifact("Feasibility", "/prior_art/text", prior["text"]))
    for analogy in ctx.call_tool("tool.ideation.analogy")["data"]["analogies"]:
        shared = ", ".join(analogy["shared"])
        given = {"domain": analogy["domain"].capitalize(), "entity": analogy["entity"], "steps": shared, "rule": rules()[analogy["rule"]]}
        text = speech.say("{domain} works alike, its {entity} knows the steps {steps}: {rule}", **given)
        entry = {"domain": analogy["domain"], "shared": analogy["shared"], "text": text}
        draft.add("analogies", entry, text=by_rule(analogy["rule"]))
    for number, rule in enumerate(map(speech.rule, _differences(model)), 1):
        draft.add("differences", {"id": f"DF-{number:02}", "text": rules()[rule]}, text=by_rule(rule))
    for index, rule in enumerate(model.rules):
        if rule.kind in _REFUSING:
            number = len(draft.content.get("differences", ())) + 1
            text = speech.say("“{words}”: {why}", words=rule.text.strip().rstrip("."), why=rules()[speech.rule("ideation.difference.rules")])
            draft.add("differences", {"id": f"DF-{number:02}", "text": text}, text=by_artifact("DomainModel", f"/rules/{index}/text", rule.text))
    draft.lists("alternatives", "analogies", "differences")
    ctx.write("CompetitiveAnalysis", draft.content, sources=draft.sources)
    return {"alternatives": len(draft.content["alternatives"])}


def _differences(model: DomainModel) -> list[str]:
    found = ["ideation.difference.records"]
    if any(entity.states for entity in model.entities):
        found.append("ideation.difference.states")
    if any(attribute.references for entity in model.entities for attribute in entity.attributes):
        found.append("ideation.difference.references")
    if any(rule.kind == "reminder" for rule in model.rules):
        found.append("ideation.difference.due")
    return found
