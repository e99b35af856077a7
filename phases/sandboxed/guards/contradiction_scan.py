"""guard.contradictionScan: metric `contradictions`, over the idea and every JSON artifact that the guard may read, in any phase.

Of several artifacts of one type and name the newest counts. A contradiction is one subject with two values (a field of a
thing, a bound, must and must not, kept and left out), or a lower bound above its upper bound; it counts once a subject.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from phases.sandboxed.author.facts import Fact, facts_of
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

VERSION = "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; not evaluable when there is no artifact to read, or none that states a fact."""
    artifacts = current_artifacts(ctx)
    stated: list[Fact] = list(facts_of("idea", dict(ctx.idea)))
    for type, content in artifacts:
        stated += facts_of(type, content)
    found = contradictions(stated)
    findings = [{"severity": "high", "message": message, "fix": "decide which of the two holds, and say it once"} for message in found]
    metric = rule_metric(
        len(found) if artifacts and stated else None,
        "contradictions",
        rule="guard.contradictionScan",
        version=VERSION,
        over=sorted([fact.kind, fact.subject, fact.value, fact.place] for fact in stated),
    )
    return guard_report("guard.contradictionScan", version=VERSION, metrics={"contradictions": metric}, findings=findings)


def current_artifacts(ctx: Context) -> list[tuple[str, Any]]:
    """Return (type, content) of the newest JSON artifact of each type and name, tool reports aside, by type and name."""
    newest = {(ref.type, ref.name): ref for ref in ctx.assignment.inputs if ref.media_type == "application/json" and ref.type != "ToolReport"}
    return [(type, ctx.load(ref)) for (type, _), ref in sorted(newest.items(), key=lambda entry: entry[0])]


def contradictions(stated: list[Fact]) -> list[str]:
    """Return one sentence for every subject on which the facts disagree, sorted."""
    by_subject: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for fact in stated:
        by_subject[fact.kind, fact.subject].setdefault(fact.value, fact.place)
    found = []
    for (kind, subject), values in sorted(by_subject.items()):
        if len(values) > 1:
            found.append(f"{subject}: " + " but ".join(f"{kind_words(kind)}{value} ({place})" for value, place in sorted(values.items())))
        elif kind == "lower" and ("upper", subject) in by_subject:
            low, high = min(map(float, values)), max(map(float, by_subject["upper", subject]))
            if low > high:
                found.append(f"{subject}: at least {low:g} ({next(iter(values.values()))}) but at most {high:g}")
    return found


def kind_words(kind: str) -> str:
    """Return how a value of this kind is introduced in a finding."""
    return {"upper": "at most ", "lower": "at least ", "exact": "exactly "}.get(kind, "")
