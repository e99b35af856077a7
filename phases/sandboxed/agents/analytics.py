"""AnalyticsAgent: counts what was observed, and reports on the beta: what worked, what failed, where there was friction, what to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context, MissingInput
from phases.sandboxed.planning.claims import Given, given, measured, rule_says, write

TOOL = "tool.beta.personas"
FIGURES = (
    ("tasks", "The personas set out on {} tasks."),
    ("tasks_completed", "They completed {} of them."),
    ("clicks", "Where they could go by links alone, it took {} clicks."),
    ("fewest_clicks", "The fewest possible there are {} clicks."),
    ("requests", "They sent {} requests."),
    ("client_errors", "Of these, {} were refused with a status from 400 to 499."),
    ("server_errors", "Of these, {} ended in a server error."),
)
# sort of friction → what to ask about it
ASKED = {
    "failed": "what would make this step possible?",
    "corrected": "would people know what to do next?",
    "detour": "is a shorter way worth a link of its own?",
    "no_way": "from where do people expect to get there?",
    "word": "by which word do people look for this?",
    "silent": "what has to be entered here, and in which form?",
    "dead_end": "where do people want to go from there?",
    "error_page": "what should happen instead?",
}
COUNTS = ("requests", "client_errors", "server_errors", "error_share", "tasks", "tasks_completed", "task_completion")


def run(ctx: Context) -> dict[str, Any]:
    """Write Analytics and BetaReport. Raises MissingInput when nobody's tasks were carried out."""
    report = _report(ctx)
    data, feedback = report["data"], given(ctx, "BetaFeedback")
    said = [measured(text.format(data[name]), TOOL, f"/data/{name}") for name, text in FIGURES]
    times = report["measured"]["endpoints"]
    endpoints = [{**entry, "p95_ms": times[entry["endpoint"]]["p95_ms"]} for entry in data["endpoints"]]
    personas = [
        {"persona": entry["id"], "name": entry["name"], "tasks": len(entry["tasks"]), "completed": entry["tasks_completed"]}
        for entry in data["personas"]
    ]
    counts = {name: data[name] for name in COUNTS}
    write(ctx, "Analytics", {"commit": data["commit"], **counts, "endpoints": endpoints, "personas": personas, "statements": said})
    write(ctx, "BetaReport", _beta_report(given(ctx, "DomainModel"), feedback, report, said, ctx.read("DeploymentPlan")["version"]))
    return {"requests": data["requests"], "task_completion": data["task_completion"], "server_errors": data["server_errors"]}


def _report(ctx: Context) -> dict[str, Any]:
    """Return the newest stored report on the personas' tasks, which the worker wrote."""
    for ref in reversed(ctx.refs("ToolReport")):
        report = ctx.load(ref)
        if report["tool"] == TOOL and ref.phase == ctx.assignment.phase and report["outcome"] == "ok":
            return report
    raise MissingInput(f"AnalyticsAgent needs a report of {TOOL} that ran to its end; FeedbackAgent left none")


def _beta_report(domain: Given, feedback: Given, report: Mapping[str, Any], said: list[Any], version: str) -> dict[str, Any]:
    data = report["data"]
    by_kind = {
        kind: [feedback.repeated(f"/items/{index}/text") for index, item in enumerate(feedback.content["items"]) if item["kind"] == kind]
        for kind in ("worked", "friction", "failure")
    }
    return {
        "title": domain.content["title"],
        "version": version,
        "commit": data["commit"],
        "participants": rule_says("beta.participants"),
        "figures": said,
        "worked": by_kind["worked"],
        "frictions": by_kind["friction"],
        "failures": by_kind["failure"],
        "questions": _questions(data),
        # by its place, not word for word: the words hold a measured time, and equal runs are to be equal
        "speed": measured(report["measured"]["speed"], TOOL, "/measured/speed"),
        "questions_about_speed": [f"How long may {name} take, and for whom is that too long?" for name in report["measured"]["slow"]],
        "limits": [rule_says("beta.limit.load"), rule_says("beta.limit.usability")],
    }


def _questions(data: Mapping[str, Any]) -> list[str]:
    """Return what a next run should ask: one question a friction or failure, and those that only people can answer."""
    asked = [
        f"{entry['name']}, {entry['task']} ({entry['step'].rstrip('.')}): {entry['observed']}; {ASKED[entry['sort']]}" for entry in data["frictions"]
    ]
    names = ", ".join(entry["name"] for entry in data["personas"])
    return [*asked, f"Do real people in the place of {names} want to do these tasks, and in this order?"]
