"""All demands fitted to the entities, in order: rules with their sources, and those that the rules themselves presuppose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.fitting import figures, moments, people, sums
from phases.sandboxed.author.fitting.ground import Ground
from phases.sandboxed.author.fitting.moments import Fitted
from phases.sandboxed.author.sourcing import Source, by_idea, by_rule
from phases.sandboxed.rules import rules

_FITTERS = {
    "no_overlap": moments.no_overlap,
    "duration": moments.duration,
    "chronology": moments.chronology,
    "lead": moments.lead,
    "expiry": moments.expiry,
    "reminder": moments.reminder,
    "queue": moments.queue,
    "approval": people.approval,
    "access": people.access,
    "visibility": people.visibility,
    "limit": sums.limit,
    "total": sums.total,
    "capacity": figures.capacity,
    "bound": figures.bound,
    "unique": figures.unique,
    "required": figures.required,
}
# these come last, since their ignored states are those that other rules bring
_LATE = ("limit", "total", "capacity", "no_overlap", "reminder")
_CHRONOLOGY = "reading.rules.chronology"


def fit(demands: Sequence[Demand], ground: Ground) -> list[tuple[Rule, Source]]:
    """Return the rules in the order of the demands, with their sources; `ground` is completed with what they presuppose."""
    fitted: dict[int, Fitted] = {}
    order = sorted(range(len(demands)), key=lambda index: demands[index].kind in _LATE)
    for index in order:
        fitted[index] = _fit(demands[index], ground)
    _tell_groups_apart(demands, fitted, ground)
    found: list[tuple[dict[str, Any], str, Source]] = []
    for index, demand in enumerate(demands):
        source = by_idea(demand.pointer, demand.text)
        for body in fitted[index] or ([] if demand.implied else [{"kind": "statement"}]):
            if body["kind"] == "statement" or all(body != other for other, _, _ in found):
                found.append((body, demand.text, source))
    found = _with_who_decides_more(_without_said_twice(found) + _presupposed(found))
    return [(Rule(id=f"rule_{number}", text=text, **_given(body)), source) for number, (body, text, source) in enumerate(found, 1)]


def _tell_groups_apart(demands: Sequence[Demand], fitted: dict[int, Fitted], ground: Ground) -> None:
    """Give limits that differ by who is meant (“students 5 books, teachers 10”) their roles; where nobody's account tells them, both stay words."""
    groups: dict[tuple[Any, ...], set[int]] = {}
    for index, bodies in fitted.items():
        for body in bodies:
            if body["kind"] == "limit" and demands[index].actors:
                groups.setdefault((body["entity"], body["per"], body["scope"], body["period"]), set()).add(index)
    for (_, per, _, _), indexes in groups.items():
        if len({demands[index].actors for index in indexes}) == 1 or len({demands[index].maximum for index in indexes}) == 1:
            continue
        roles = {index: ground.roles(demands[index].actors) for index in indexes}
        told = [role for index in indexes for role in roles[index]]
        apart = per == ACCOUNT and all(roles.values()) and len(set(told)) == len(told)
        for index in indexes:
            fitted[index] = [{**body, "roles": roles[index]} for body in fitted[index]] if apart else []


def _fit(demand: Demand, ground: Ground) -> Fitted:
    source = by_idea(demand.pointer, demand.text)
    fitter = _FITTERS.get(demand.kind)
    return fitter(demand, ground, source) if fitter else []


def _given(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value not in ("", (), None) or key == "scope"}


def _without_said_twice(found: list[tuple[dict[str, Any], str, Source]]) -> list[tuple[dict[str, Any], str, Source]]:
    """Return the rules without statements whose words a checkable rule holds already."""
    checked = {text for body, text, _ in found if body["kind"] != "statement"}
    return [(body, text, source) for body, text, source in found if body["kind"] != "statement" or text not in checked]


def _with_who_decides_more(found: list[tuple[dict[str, Any], str, Source]]) -> list[tuple[dict[str, Any], str, Source]]:
    """Let who approves the large ones do the step at all, where another rule leaves it to others (“managers approve”): else nobody could."""
    more = [(body["entity"], body["action"], body["roles"]) for body, _, _ in found if body["kind"] == "approval" and body.get("above") is not None]
    widened = []
    for body, text, source in found:
        actions = (
            body["actions"] if body["kind"] == "access" else (body["action"],) if body["kind"] == "approval" and body.get("above") is None else ()
        )
        roles = [role for entity, action, named in more if entity == body.get("entity") and action in actions for role in named]
        if roles:
            body = {**body, "roles": tuple(dict.fromkeys((*body["roles"], *roles)))}
        widened.append((body, text, source))
    return widened


def _presupposed(found: list[tuple[dict[str, Any], str, Source]]) -> list[tuple[dict[str, Any], str, Source]]:
    """Return that the end lies after the start, once for each span that a rule speaks of and no rule states."""
    stated = {(body["entity"], body["start"], body["end"]) for body, _, _ in found if body["kind"] == "chronology"}
    spans = [(body["entity"], body["start"], body["end"]) for body, _, _ in found if body["kind"] in ("no_overlap", "duration")]
    added = [span for span in dict.fromkeys(spans) if span not in stated]
    return [
        ({"kind": "chronology", "entity": entity, "start": start, "end": end}, rules()[_CHRONOLOGY], by_rule(_CHRONOLOGY))
        for entity, start, end in added
    ]
