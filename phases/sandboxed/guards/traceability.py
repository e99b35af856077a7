"""guard.traceability: does every requirement lead to a story, a screen, an endpoint and a planned test that exist?"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.tracing import untraced
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.traceability", "1.0.0"
_READ = ("RTM", "PRD", "UserStories", "UXFlows", "NFRs")


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `requirements_traced`, `stories_required` and `nfrs_traced`, each a share from 0 to 1."""
    read = {type: ctx.find(type) for type in _READ}
    findings: list[dict[str, Any]] = []
    values: dict[str, float | None] = {"requirements_traced": None, "stories_required": None, "nfrs_traced": None}
    if all(content is not None for content in read.values()):
        values = _measure(read, findings)
    metrics = {name: rule_metric(value, "share", rule=GUARD, version=VERSION, over=read) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _measure(read: dict[str, Any], findings: list[dict[str, Any]]) -> dict[str, float | None]:
    gaps = untraced(read["RTM"], read["PRD"], read["UserStories"], read["UXFlows"])
    for requirement, missing in gaps.items():
        if missing:
            findings.append(
                {
                    "severity": "high",
                    "artifact": "RTM",
                    "message": f"{requirement} lacks {', '.join(missing)}",
                    "fix": "trace it to something that exists, or take it out of the PRD",
                }
            )
    stories = [story["id"] for story in read["UserStories"]["stories"]]
    required = {id for requirement in read["PRD"]["requirements"] for id in requirement["stories"]}
    for id in stories:
        if id not in required:
            findings.append(
                {
                    "severity": "medium",
                    "artifact": "UserStories",
                    "message": f"no requirement asks for the story {id}",
                    "fix": "require it or drop it",
                }
            )
    nfrs = [entry["id"] for entry in read["NFRs"]["nfrs"]]
    checked = {row["nfr"] for row in read["RTM"]["nfrs"] if row["check"]}
    return {
        "requirements_traced": _share([not missing for missing in gaps.values()]),
        "stories_required": _share([id in required for id in stories]),
        "nfrs_traced": _share([id in checked for id in nfrs]),
    }


def _share(flags: list[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None
