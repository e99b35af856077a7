"""CritiqueAgent: looks at every thing, person and limit of the reading, and says what is weak and what would be better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.review import SEVERITY, actor_checks, entity_checks
from phases.sandboxed.author.sourcing import Draft, by_artifact, by_rule
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules


def run(ctx: Context) -> dict[str, Any]:
    """Write the CritiqueReport; return the number of findings by severity."""
    content = ctx.read("DomainModel")
    model, sources = DomainModel.from_json(content), content.get("sources", {})
    draft = Draft()
    for kind, entries, check in (("entity", model.entities, entity_checks), ("actor", model.actors, actor_checks)):
        for index, entry in enumerate(entries):
            key = "entities" if kind == "entity" else "actors"
            named = sources.get(f"/{key}/{index}/description", {}).get("kind") == "idea"
            _review(draft, kind, entry, check(model, entry, named=named))
    for index, limit in enumerate(ctx.read("Feasibility")["limitations"]):
        _limit(draft, index, limit)
    draft.lists("reviewed", "findings")
    ctx.write("CritiqueReport", draft.content, sources=draft.sources)
    severities = [finding["severity"] for finding in draft.content["findings"]]
    return {severity: severities.count(severity) for severity in ("high", "medium", "low")}


def _number(draft: Draft) -> str:
    return f"C-{len(draft.content.get('findings', ())) + 1:02}"


def _review(draft: Draft, kind: str, entry: Any, checks: Mapping[str, bool]) -> None:
    listed = [{"id": id, "passed": passed} for id, passed in sorted(checks.items())]
    draft.add("reviewed", {"kind": kind, "id": entry.id, "checks": listed})
    for id in (id for id, passed in checks.items() if not passed):
        rule = f"critique.{kind}.{id}"
        finding = {
            "id": _number(draft),
            "severity": SEVERITY[f"{kind}.{id}"],
            "about": entry.id,
            "text": f"{entry.name}: {rules()[rule]}",
            "suggestion": rules()[f"{rule}.better"],
        }
        draft.add("findings", finding, text=by_rule(rule), suggestion=by_rule(f"{rule}.better"))


def _limit(draft: Draft, index: int, limit: Mapping[str, Any]) -> None:
    """Repeat a limit as a finding of high severity: the idea's own words ask for what the first product leaves out."""
    draft.add("reviewed", {"kind": "limit", "id": limit["id"], "checks": [{"id": "served", "passed": False}]})
    finding = {"id": _number(draft), "severity": "high", "about": limit["id"], "text": limit["text"], "suggestion": rules()["critique.limit.better"]}
    draft.add(
        "findings", finding, text=by_artifact("Feasibility", f"/limitations/{index}/text", limit["text"]), suggestion=by_rule("critique.limit.better")
    )
