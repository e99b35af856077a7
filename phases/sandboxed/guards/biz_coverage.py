"""guard.bizCoverage: does the business speak of every actor, and is every metric and stage a number that the product can give?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.actions import EVERY, asked_endpoints, endpoint, story_endpoint
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.reports import guard_report, rule_metric
from phases.sandboxed.speech import in_all_languages
from phases.sandboxed.speech.saying import pattern

GUARD, VERSION = "guard.bizCoverage", "1.0.0"
_READ = ("DomainModel", "BizPack", "GTMPlan", "MetricsPlan", "UserStories")


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `segments_covered`, `metrics_measurable`, `stories_counted`, `stages_gated`, each a share from 0 to 1."""
    read = {type: ctx.find(type) for type in _READ}
    values: dict[str, float | None] = {"segments_covered": None, "metrics_measurable": None, "stories_counted": None, "stages_gated": None}
    findings: list[dict[str, Any]] = []
    if all(content is not None for content in read.values()):
        values = _measure(read, findings)
    metrics = {name: rule_metric(value, "share", rule=GUARD, version=VERSION, over=read) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _measure(read: Mapping[str, Any], findings: list[dict[str, Any]]) -> dict[str, float | None]:
    model = DomainModel.from_json(read["DomainModel"])
    served = _operations(model)
    addressed = {segment["actor"] for segment in read["BizPack"]["segments"]} & {segment["actor"] for segment in read["GTMPlan"]["segments"]}
    counted = [metric for metric in read["MetricsPlan"]["metrics"] if metric["source"] in served | set(in_all_languages(pattern("every operation")))]
    for metric in read["MetricsPlan"]["metrics"]:
        if metric not in counted:
            findings.append(
                {
                    "severity": "high",
                    "artifact": "MetricsPlan",
                    "message": f"{metric['id']} is counted from {metric['source']}, which nothing serves",
                    "fix": "count it from an operation of the interface",
                }
            )
    stories = read["UserStories"]["stories"]
    sources = {metric["source"] for metric in counted}
    stages = read["GTMPlan"]["stages"]
    return {
        "segments_covered": _share(actor.id in addressed for actor in model.actors),
        "metrics_measurable": _share(metric in counted for metric in read["MetricsPlan"]["metrics"]),
        "stories_counted": _share(story_endpoint(model, story) in sources for story in stories),
        "stages_gated": _share(bool(stage["exit"]["metric"].strip() and stage["exit"]["unit"].strip()) for stage in stages),
    }


def _operations(model: DomainModel) -> set[str]:
    kept = {endpoint(resource, action) for resource in resources_of(model) for action in [*EVERY, *(step.action for step in resource.transitions)]}
    return kept | asked_endpoints(model)


def _share(flags: Iterable[bool]) -> float | None:
    found = list(flags)
    return sum(found) / len(found) if found else None
