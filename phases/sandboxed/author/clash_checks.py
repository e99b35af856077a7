"""The written checks on one rule and on pairs of rules of one entity. Each returns (check, weight, why), or None when they go together."""

from __future__ import annotations

import re
from collections.abc import Callable

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import attribute_label, roles_of, span
from phases.sandboxed.planning.wording import listed, lower

Found = tuple[str, str, str] | None
CONTRADICTION, TENSION = "contradiction", "tension"


def spoken_of(text: str, model: DomainModel) -> frozenset[str]:
    """Return the ids of the actors that a text names, in singular or plural."""
    said = text.lower()
    return frozenset(actor.id for actor in model.actors if re.search(rf"\b{re.escape(actor.name.lower())}", said))


def told_apart(first: Rule, second: Rule, model: DomainModel) -> bool:
    """True when the two texts speak of different people: 'students borrow 3, teachers 10' sets two limits, and contradicts nothing."""
    one, other = spoken_of(first.text, model), spoken_of(second.text, model)
    return bool(one and other and not one & other)


def _emptiness(rule: Rule, model: DomainModel) -> Found:
    if rule.minimum is None or rule.maximum is None or rule.minimum <= rule.maximum:
        return None
    shown = span if rule.kind in ("duration", "lead") else "{:g}".format
    return "empty_range", CONTRADICTION, f"nothing is at least {shown(rule.minimum)} and no more than {shown(rule.maximum)}"


def _before_itself(rule: Rule, model: DomainModel) -> Found:
    if rule.start != rule.end:
        return None
    return "reversed_order", CONTRADICTION, f"{attribute_label(model.entity(rule.entity), rule.start)} cannot lie after itself"


def _same_target(rule: Rule, model: DomainModel) -> Found:
    if rule.target not in rule.states:
        return None
    return "empty_expiry", CONTRADICTION, f"what is {rule.target} already cannot become {rule.target} by time"


def _ranges(first: Rule, second: Rule, model: DomainModel) -> Found:
    """Compare two ranges of one value: they may not exclude each other, nor give two different ends to one side."""
    if _measured(first) != _measured(second):
        return None
    shown = span if first.kind in ("duration", "lead") else "{:g}".format
    lows = [rule.minimum for rule in (first, second) if rule.minimum is not None]
    highs = [rule.maximum for rule in (first, second) if rule.maximum is not None]
    apart = told_apart(first, second, model)
    if lows and highs and max(lows) > min(highs):
        why = f"at least {shown(max(lows))} and no more than {shown(min(highs))} leaves no value"
        return "empty_range", TENSION if apart else CONTRADICTION, why
    for name, ends in (("lowest", lows), ("highest", highs)):
        if len(set(ends)) > 1:
            why = f"the {name} value is {shown(ends[0])} by the one and {shown(ends[1])} by the other"
            return "two_ends", TENSION if apart else CONTRADICTION, why
    return None


def _measured(rule: Rule) -> tuple[str, ...]:
    return rule.attribute, rule.through, rule.start, rule.end, rule.action


def _limits(first: Rule, second: Rule, model: DomainModel) -> Found:
    same = all(getattr(first, key) == getattr(second, key) for key in ("attribute", "per", "scope", "on", "ignored"))
    if not same or (first.roles and second.roles and not set(first.roles) & set(second.roles)) or first.maximum is None or second.maximum is None:
        return None
    many = lower(model.entity(first.entity).plural)
    if first.period == second.period:
        if first.maximum == second.maximum:
            return None
        why = f"at most {first.maximum:g} {many} by the one and at most {second.maximum:g} by the other, over the same time"
        return "two_limits", TENSION if told_apart(first, second, model) else CONTRADICTION, why
    longer, shorter = sorted((first, second), key=_period, reverse=True)
    if (longer.maximum or 0) <= (shorter.maximum or 0) and _period(longer) > 0:
        why = f"{shorter.maximum:g} {many} a {shorter.period} are never reached when {longer.maximum:g} are the most a {longer.period or 'person'}"
        return "idle_limit", TENSION, why
    return None


def _period(rule: Rule) -> int:
    return {"day": 1, "week": 7, "month": 30, "year": 365}.get(rule.period, 10_000)


def _capacities(first: Rule, second: Rule, model: DomainModel) -> Found:
    if first.reference != second.reference or None in (first.maximum, second.maximum) or first.maximum == second.maximum:
        return None
    target = attribute_label(model.entity(first.entity), first.reference)
    weight = TENSION if told_apart(first, second, model) else CONTRADICTION
    return "two_limits", weight, f"one {target} takes {first.maximum:g} by the one and {second.maximum:g} by the other"


def _capacity_and_limit(capacity: Rule, limit: Rule, model: DomainModel) -> Found:
    if limit.per != capacity.reference or limit.period or None in (capacity.maximum, limit.maximum) or capacity.maximum == limit.maximum:
        return None
    target = attribute_label(model.entity(capacity.entity), capacity.reference)
    return "two_limits", CONTRADICTION, f"one {target} takes {capacity.maximum:g} by its capacity and {limit.maximum:g} by the limit"


def _orders(first: Rule, second: Rule, model: DomainModel) -> Found:
    if (first.start, first.end) != (second.end, second.start):
        return None
    one = lower(model.entity(first.entity).name)
    return "reversed_order", CONTRADICTION, f"of a {one}, each of the two moments would have to lie after the other"


def _accesses(first: Rule, second: Rule, model: DomainModel) -> Found:
    shared = [action for action in first.actions if action in second.actions]
    if not shared or set(first.roles) == set(second.roles):
        return None
    many, deed = lower(model.entity(first.entity).plural), listed(shared, "or").replace("_", " ")
    if set(first.roles) & set(second.roles):
        return "two_accesses", TENSION, f"who may {deed} {many} is {roles_of(first, model)} by the one and {roles_of(second, model)} by the other"
    return "nobody_may", CONTRADICTION, f"to {deed} {many} one would have to be {roles_of(first, model)} and {roles_of(second, model)} at once"


def _access_and_approval(access: Rule, approval: Rule, model: DomainModel) -> Found:
    if approval.action not in access.actions or set(access.roles) & set(approval.roles):
        return None
    many, weight = lower(model.entity(access.entity).plural), CONTRADICTION if approval.above is None else TENSION
    why = f"to {approval.action} {many} is for {roles_of(access, model)} alone, and for {roles_of(approval, model)} alone"
    return "nobody_may", weight, why + (f" above {approval.above:g}" if approval.above is not None else "")


def _approvals(first: Rule, second: Rule, model: DomainModel) -> Found:
    if first.action != second.action or set(first.roles) & set(second.roles):
        return None
    many = lower(model.entity(first.entity).plural)
    weight = CONTRADICTION if (first.above, first.attribute) == (second.above, second.attribute) else TENSION
    return "nobody_may", weight, f"to {first.action} {many} one would have to be {roles_of(first, model)} and {roles_of(second, model)} at once"


def _visibility_and_step(visibility: Rule, step: Rule, model: DomainModel) -> Found:
    if not set(step.roles) <= set(visibility.roles):
        return None
    many, deed = lower(model.entity(step.entity).plural), (step.action or listed(step.actions, "or")).replace("_", " ")
    if step.kind == "access" and not set(step.actions) - {"create"}:
        return None
    return "own_rows_only", TENSION, f"who may {deed} {many} ({roles_of(step, model)}) sees none but those that they entered themselves"


def _queues(first: Rule, second: Rule, model: DomainModel) -> Found:
    if first.action != second.action or (first.on, first.scope) == (second.on, second.scope):
        return None
    return "two_orders", CONTRADICTION, f"the step {first.action} would follow two orders of service"


def _expiries(first: Rule, second: Rule, model: DomainModel) -> Found:
    shared = [state for state in first.states if state in second.states]
    if not shared or first.attribute != second.attribute or (first.minutes, first.target) == (second.minutes, second.target):
        return None
    why = (
        f"what is {listed(shared, 'or')} becomes {first.target} after {span(first.minutes or 0)} by the one "
        f"and {second.target} after {span(second.minutes or 0)} by the other"
    )
    return "two_ends", TENSION if told_apart(first, second, model) else CONTRADICTION, why


Single = Callable[[Rule, DomainModel], Found]
Pair = Callable[[Rule, Rule, DomainModel], Found]
SINGLE_CHECKS: dict[str, tuple[Single, ...]] = {
    "bound": (_emptiness,),
    "duration": (_emptiness,),
    "lead": (_emptiness,),
    "chronology": (_before_itself,),
    "expiry": (_same_target,),
}
PAIR_CHECKS: dict[tuple[str, str], tuple[Pair, ...]] = {
    ("bound", "bound"): (_ranges,),
    ("duration", "duration"): (_ranges,),
    ("lead", "lead"): (_ranges,),
    ("limit", "limit"): (_limits,),
    ("total", "total"): (_limits,),
    ("capacity", "capacity"): (_capacities,),
    ("capacity", "limit"): (_capacity_and_limit,),
    ("chronology", "chronology"): (_orders,),
    ("access", "access"): (_accesses,),
    ("access", "approval"): (_access_and_approval,),
    ("approval", "approval"): (_approvals,),
    ("visibility", "approval"): (_visibility_and_step,),
    ("visibility", "access"): (_visibility_and_step,),
    ("queue", "queue"): (_queues,),
    ("expiry", "expiry"): (_expiries,),
}
