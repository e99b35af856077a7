"""CritiqueAgent: looks at every thing, person, rule and limit of the reading, compares the rules pairwise, and says what is weak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from phases.sandboxed.author.clash_deeds import unspoken_actions
from phases.sandboxed.author.clashes import Clash, clashes, contradictions, pairs_compared
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.review import SEVERITY, Failed, actor_checks, entity_checks, rule_checks
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Given, by_rule, given, rule_says, write
from phases.sandboxed.planning.wording import capital
from phases.sandboxed.rules import rules
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import Speech

SEVERITIES = ("high", "medium", "low")


def run(ctx: Context) -> dict[str, Any]:
    """Write the CritiqueReport; return its verdict and the number of findings by severity. Raises MissingInput.

    `killed` is an idea whose rules contradict each other, for no product could keep them all; others are `sound` or `weak`.
    """
    domain = given(ctx, "DomainModel")
    model = DomainModel.from_json(domain.content)
    found = clashes(model, unspoken_actions(domain.content, model))
    checked = list(_checked(model, domain.content.get("sources", {}), found))
    speech = speech_of(model)
    findings = [*(_clash(clash, domain, speech) for clash in found), *_findings(checked, speech), *_limits(given(ctx, "Feasibility"), speech)]
    numbered = [{"id": f"C-{number:02}", **finding} for number, finding in enumerate(findings, 1)]
    levels = [finding["severity"] for finding in numbered]
    verdict = "killed" if contradictions(found) else "weak" if "high" in levels else "sound"
    content = {
        "verdict": verdict,
        "reviewed": [*(_reviewed(kind, id, failed) for kind, id, _, failed in checked), *_limited(ctx)],
        "pairs_compared": pairs_compared(model),
        "clashes": [_told(number, clash, domain, speech) for number, clash in enumerate(found, 1)],
        "findings": numbered,
    }
    write(ctx, "CritiqueReport", content)
    return {"verdict": verdict, "contradictions": len(contradictions(found)), **{level: levels.count(level) for level in SEVERITIES}}


def _checked(model: DomainModel, sources: Mapping[str, Any], found: tuple[Clash, ...]) -> Iterator[tuple[str, str, str, Failed]]:
    """Yield (kind, id, name, failed checks) of every thing, person and rule."""

    def named(key: str, index: int) -> bool:
        return sources.get(f"/{key}/{index}/description", {}).get("kind") == "idea"

    for index, entity in enumerate(model.entities):
        yield "entity", entity.id, entity.name, entity_checks(model, entity, named=named("entities", index))
    for index, actor in enumerate(model.actors):
        yield "actor", actor.id, actor.name, actor_checks(model, actor, named=named("actors", index))
    for index, rule in enumerate(model.rules):
        yield (
            "rule",
            rule.id,
            capital(speech_of(model).say("rule {number}", number=rule.id.rpartition("_")[2])),
            rule_checks(rule, f"/rules/{index}/text", found),
        )


def _reviewed(kind: str, id: str, failed: Failed) -> dict[str, Any]:
    return {"kind": kind, "id": id, "checks": [{"id": check, "passed": not names} for check, names in sorted(failed.items())]}


def _limited(ctx: Context) -> list[dict[str, Any]]:
    return [{"kind": "limit", "id": limit["id"], "checks": [{"id": "served", "passed": False}]} for limit in ctx.read("Feasibility")["limitations"]]


def _findings(checked: list[tuple[str, str, str, Failed]], speech: Speech) -> Iterator[dict[str, Any]]:
    for kind, id, name, failed in checked:
        for check, names in failed.items():
            if names:
                rule = f"critique.{kind}.{check}"
                what = "" if names == (speech.label(name),) else f" ({speech.listed(names)})"
                said = speech.rule(rule)
                yield {
                    "severity": SEVERITY[f"{kind}.{check}"],
                    "about": id,
                    "text": by_rule(f"{name}{what}: {rules()[said]}", said),
                    "suggestion": rule_says(speech.rule(f"{rule}.better")),
                }


def _limits(feasibility: Given, speech: Speech) -> Iterator[dict[str, Any]]:
    """Yield a finding of high severity for each limit: the idea's own words ask for what the first product leaves out."""
    for index, limit in enumerate(feasibility.content["limitations"]):
        text = feasibility.repeated(f"/limitations/{index}/text")
        yield {"severity": "high", "about": limit["id"], "text": text, "suggestion": rule_says(speech.rule("critique.limit.better"))}


def _clash(clash: Clash, domain: Given, speech: Speech) -> dict[str, Any]:
    one, other = clash.first.text.strip().rstrip("."), clash.second.text.strip().rstrip(".")
    both = speech.say("“{one}” and “{other}”: {why}.", one=one, other=other, why=clash.why)
    text = domain.claim(both if one != other else speech.say("“{words}”: {why}.", words=one, why=clash.why), clash.first.pointer)
    severity = "high" if clash.weight == "contradiction" else "medium"
    return {"severity": severity, "about": clash.check, "text": text, "suggestion": rule_says(speech.rule("critique.rule.harmony.better"))}


def _told(number: int, clash: Clash, domain: Given, speech: Speech) -> dict[str, Any]:
    rule = speech.rule(f"clash.{clash.check}")
    return {
        "id": f"X-{number:02}",
        "check": clash.check,
        "weight": clash.weight,
        "first": {"pointer": clash.first.pointer, "text": domain.repeated(clash.first.pointer)},
        "second": {"pointer": clash.second.pointer, "text": domain.repeated(clash.second.pointer)},
        "why": by_rule(speech.say("{rule} Here {why}.", rule=rules()[rule], why=clash.why), rule),
    }
