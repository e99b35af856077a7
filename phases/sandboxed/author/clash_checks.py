"""The written checks on one rule and on pairs of rules of one entity. Each returns (check, weight, why), or None when they go together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import attribute_label, roles_of, step_deed
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import Noun, Speech, pattern

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
    speech = speech_of(model)
    shown = speech.span if rule.kind in ("duration", "lead") else speech.number
    why = speech.say("nothing is at least {lowest} and no more than {highest}", lowest=shown(rule.minimum), highest=shown(rule.maximum))
    return "empty_range", CONTRADICTION, why


def _before_itself(rule: Rule, model: DomainModel) -> Found:
    if rule.start != rule.end:
        return None
    speech = speech_of(model)
    field = attribute_label(model.entity(rule.entity), rule.start, speech)
    return "reversed_order", CONTRADICTION, speech.say("{field} cannot lie after itself", field=field)


def _same_target(rule: Rule, model: DomainModel) -> Found:
    if rule.target not in rule.states:
        return None
    speech = speech_of(model)
    return "empty_expiry", CONTRADICTION, speech.say("what is {state} already cannot become {state} by time", state=speech.value(rule.target))


def _ranges(first: Rule, second: Rule, model: DomainModel) -> Found:
    """Compare two ranges of one value: they may not exclude each other, nor give two different ends to one side."""
    if _measured(first) != _measured(second):
        return None
    speech = speech_of(model)
    shown = speech.span if first.kind in ("duration", "lead") else speech.number
    lows = [rule.minimum for rule in (first, second) if rule.minimum is not None]
    highs = [rule.maximum for rule in (first, second) if rule.maximum is not None]
    apart = told_apart(first, second, model)
    if lows and highs and max(lows) > min(highs):
        why = speech.say("at least {lowest} and no more than {highest} leaves no value", lowest=shown(max(lows)), highest=shown(min(highs)))
        return "empty_range", TENSION if apart else CONTRADICTION, why
    low = pattern("the lowest value is {one} by the one and {other} by the other")
    high = pattern("the highest value is {one} by the one and {other} by the other")
    for said, ends in ((low, lows), (high, highs)):
        if len(set(ends)) > 1:
            why = speech.say(said, one=shown(ends[0]), other=shown(ends[1]))
            return "two_ends", TENSION if apart else CONTRADICTION, why
    return None


def _measured(rule: Rule) -> tuple[str, ...]:
    return rule.attribute, rule.through, rule.start, rule.end, rule.action


def _limits(first: Rule, second: Rule, model: DomainModel) -> Found:
    same = all(getattr(first, key) == getattr(second, key) for key in ("attribute", "per", "scope", "on", "ignored"))
    if not same or (first.roles and second.roles and not set(first.roles) & set(second.roles)) or first.maximum is None or second.maximum is None:
        return None
    speech = speech_of(model)
    it = speech.thing(model.entity(first.entity))
    if first.period == second.period:
        if first.maximum == second.maximum:
            return None
        one, other = speech.number(first.maximum), speech.number(second.maximum)
        why = speech.say("at most {one} {it:many} by the one and at most {other} by the other, over the same time", one=one, other=other, it=it)
        return "two_limits", TENSION if told_apart(first, second, model) else CONTRADICTION, why
    longer, shorter = sorted((first, second), key=_period, reverse=True)
    if (longer.maximum or 0) <= (shorter.maximum or 0) and _period(longer) > 0:
        given = {
            "less": speech.number(shorter.maximum or 0),
            "most": speech.number(longer.maximum or 0),
            "short": speech.say(shorter.period),
            "it": it,
        }
        if longer.period:
            why = speech.say(
                "{less} {it:many} a {short} are never reached when {most} are the most a {long}", long=speech.say(longer.period), **given
            )
        else:
            why = speech.say("{less} {it:many} a {short} are never reached when {most} are the most a person", **given)
        return "idle_limit", TENSION, why
    return None


def _period(rule: Rule) -> int:
    return {"day": 1, "week": 7, "month": 30, "year": 365}.get(rule.period, 10_000)


def _capacities(first: Rule, second: Rule, model: DomainModel) -> Found:
    if first.reference != second.reference or None in (first.maximum, second.maximum) or first.maximum == second.maximum:
        return None
    speech, weight = speech_of(model), TENSION if told_apart(first, second, model) else CONTRADICTION
    given = _two(speech, model, first, second)
    return "two_limits", weight, speech.say("one {target} takes {one} by the one and {other} by the other", **given)


def _two(speech: Speech, model: DomainModel, first: Rule, second: Rule) -> dict[str, str]:
    """Return what two capacities give, and of what."""
    target = attribute_label(model.entity(first.entity), first.reference, speech)
    return {"target": target, "one": speech.number(first.maximum or 0), "other": speech.number(second.maximum or 0)}


def _capacity_and_limit(capacity: Rule, limit: Rule, model: DomainModel) -> Found:
    if limit.per != capacity.reference or limit.period or None in (capacity.maximum, limit.maximum) or capacity.maximum == limit.maximum:
        return None
    speech = speech_of(model)
    why = speech.say("one {target} takes {one} by its capacity and {other} by the limit", **_two(speech, model, capacity, limit))
    return "two_limits", CONTRADICTION, why


def _orders(first: Rule, second: Rule, model: DomainModel) -> Found:
    if (first.start, first.end) != (second.end, second.start):
        return None
    speech = speech_of(model)
    it = speech.thing(model.entity(first.entity))
    return "reversed_order", CONTRADICTION, speech.say("of a {it:one}, each of the two moments would have to lie after the other", it=it)


def _accesses(first: Rule, second: Rule, model: DomainModel) -> Found:
    shared = [action for action in first.actions if action in second.actions]
    if not shared or set(first.roles) == set(second.roles):
        return None
    given = _deeds(model, first, second, shared)
    if set(first.roles) & set(second.roles):
        why = speech_of(model).say("who may {deed} {it:many} is {first:one} by the one and {second:one} by the other", **given)
        return "two_accesses", TENSION, why
    return "nobody_may", CONTRADICTION, speech_of(model).say("to {deed} {it:many} one would have to be {first:one} and {second:one} at once", **given)


def _deeds(model: DomainModel, first: Rule, second: Rule, actions: Sequence[str]) -> dict[str, Noun]:
    """Return what two rules keep to some people: the thing, the deeds, and the people of either."""
    speech, entity = speech_of(model), model.entity(first.entity)
    deed = speech.deeds([step_deed(entity, action, speech) for action in actions])
    return {"it": speech.thing(entity), "deed": deed, "first": roles_of(first, model), "second": roles_of(second, model)}


def _access_and_approval(access: Rule, approval: Rule, model: DomainModel) -> Found:
    if approval.action not in access.actions or set(access.roles) & set(approval.roles):
        return None
    speech, given = speech_of(model), _deeds(model, access, approval, [approval.action])
    if approval.above is None:
        return "nobody_may", CONTRADICTION, speech.say("to {deed} {it:many} is for {first:one} alone, and for {second:one} alone", **given)
    above = speech.number(approval.above)
    why = speech.say("to {deed} {it:many} is for {first:one} alone, and for {second:one} alone above {above}", above=above, **given)
    return "nobody_may", TENSION, why


def _approvals(first: Rule, second: Rule, model: DomainModel) -> Found:
    if first.action != second.action or set(first.roles) & set(second.roles):
        return None
    weight = CONTRADICTION if (first.above, first.attribute) == (second.above, second.attribute) else TENSION
    given = _deeds(model, first, second, [first.action])
    return "nobody_may", weight, speech_of(model).say("to {deed} {it:many} one would have to be {first:one} and {second:one} at once", **given)


def _visibility_and_step(visibility: Rule, step: Rule, model: DomainModel) -> Found:
    if not set(step.roles) <= set(visibility.roles):
        return None
    if step.kind == "access" and not set(step.actions) - {"create"}:
        return None
    given = _deeds(model, step, step, [step.action] if step.action else step.actions)
    why = speech_of(model).say("who may {deed} {it:many} ({first:one}) sees none but those that they entered themselves", **given)
    return "own_rows_only", TENSION, why


def _queues(first: Rule, second: Rule, model: DomainModel) -> Found:
    if first.action != second.action or (first.on, first.scope) == (second.on, second.scope):
        return None
    speech = speech_of(model)
    deed = step_deed(model.entity(first.entity), first.action, speech)
    return "two_orders", CONTRADICTION, speech.say("the step {deed} would follow two orders of service", deed=deed)


def _expiries(first: Rule, second: Rule, model: DomainModel) -> Found:
    shared = [state for state in first.states if state in second.states]
    if not shared or first.attribute != second.attribute or (first.minutes, first.target) == (second.minutes, second.target):
        return None
    speech = speech_of(model)
    why = speech.say(
        "what is {states} becomes {one} after {first} by the one and {other} after {second} by the other",
        states=speech.listed(map(speech.value, shared), "or"),
        one=speech.value(first.target),
        first=speech.span(first.minutes or 0),
        other=speech.value(second.target),
        second=speech.span(second.minutes or 0),
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
