"""FeedbackAgent: has every persona's tasks carried out in the running release, and writes down what was observed; it invents nothing."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import measured, rule_says, write

TOOL = "tool.beta.personas"


def run(ctx: Context) -> dict[str, Any]:
    """Write BetaFeedback: one item a persona's completed tasks, friction and failure; nothing when the tool broke."""
    report = ctx.call_tool(TOOL)
    if report["outcome"] != "ok":
        return {"items": None, "error": report["error"]}
    items = _items(report["data"])
    numbered = [{"id": f"FB-{number:03d}", **item} for number, item in enumerate(items, start=1)]
    speed = measured(report["measured"]["speed"], TOOL, "/measured/speed")
    about = {"commit": report["data"]["commit"], "participants": rule_says("beta.participants")}
    write(ctx, "BetaFeedback", {**about, "items": numbered, "speed": speed})
    return {"items": len(numbered), "tasks": report["data"]["tasks"], "tasks_completed": report["data"]["tasks_completed"]}


def _items(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items, each with the place in the tool's report that it was read from."""
    found = []
    for index, persona in enumerate(data["personas"]):
        text = f"{persona['name']} completed {persona['tasks_completed']} of {len(persona['tasks'])} tasks."
        if persona["tasks_completed"]:
            found.append(_item(persona["id"], "worked", text, f"/data/personas/{index}/tasks_completed"))
    for index, friction in enumerate(data["frictions"]):
        text = f"{friction['name']} at “{friction['title']}”: {friction['observed']}"
        found.append(_item(friction["persona"], friction["kind"], text, f"/data/frictions/{index}/observed"))
    return found


def _item(persona: str, kind: str, text: str, pointer: str) -> dict[str, Any]:
    return {"persona": persona, "kind": kind, "text": measured(text, TOOL, pointer), "report": TOOL, "pointer": pointer}
