"""guard.storyShape: are the stories testable, and has each action of the idea a place in or out of scope?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.storyShape", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `stories` (a number), `stories_with_acceptance`, `actions_decided`, `actions_covered` (shares, 0 to 1)."""
    stories, prd, domain = ctx.find("UserStories"), ctx.find("PRD"), ctx.find("DomainModel")
    findings: list[dict[str, Any]] = []
    decided, covered = (None, None) if prd is None or domain is None else _decided(domain, prd, findings)
    values: dict[str, tuple[float | None, str]] = {
        "stories": (None if stories is None else len(stories["stories"]), "stories"),
        "stories_with_acceptance": (None if stories is None else _testable(stories["stories"], findings), "share"),
        "actions_decided": (decided, "share"),
        "actions_covered": (covered, "share"),
    }
    over = {"stories": stories, "requirements": prd, "domain": domain}
    metrics = {name: rule_metric(value, unit, rule=GUARD, version=VERSION, over=over) for name, (value, unit) in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _testable(stories: list[Mapping[str, Any]], findings: list[dict[str, Any]]) -> float | None:
    whole = 0
    for index, story in enumerate(stories):
        ids = [criterion["id"] for criterion in story["acceptance"]]
        said = all(criterion[part].strip() for criterion in story["acceptance"] for part in ("given", "when", "then"))
        if ids and said and len(set(ids)) == len(ids) and all(id.startswith(story["id"].replace("US", "AC")) for id in ids):
            whole += 1
        else:
            findings.append(
                {
                    "severity": "high",
                    "artifact": "UserStories",
                    "pointer": f"/stories/{index}/acceptance",
                    "message": f"{story['id']} has no acceptance criteria that could be tested",
                    "fix": "say given, when and then, with ids of its own",
                }
            )
    return whole / len(stories) if stories else None


def _decided(domain: Mapping[str, Any], prd: Mapping[str, Any], findings: list[dict[str, Any]]) -> tuple[float | None, float | None]:
    stated = {id for requirement in prd["requirements"] for id in requirement["answers"]}
    left_out = {id for entry in prd["scope"]["excluded"] for id in entry["answers"]}
    ids = [action["id"] for action in domain["actions"]]
    for index, id in enumerate(ids):
        if id not in stated | left_out:
            findings.append(
                {
                    "severity": "high",
                    "artifact": "DomainModel",
                    "pointer": f"/actions/{index}",
                    "message": f"the action {id} is neither a requirement nor out of scope",
                    "fix": "require it or say why it is left out",
                }
            )
    if not ids:
        return None, None
    return sum(id in stated | left_out for id in ids) / len(ids), sum(id in stated for id in ids) / len(ids)
