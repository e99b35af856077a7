"""Abuse cases: what personal data, steps, forms and each typed rule invite, and what answers it. Used by tool.ideation.abuseSeeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.personal import personal_attributes
from phases.sandboxed.author.rule_phrases import Subject, attribute_label, subject
from phases.sandboxed.speech import speech_of

KINDS = ("read", "step", "flood", "split", "hoard", "evade", "guess", "jump", "revive", "squat", "impersonate", "mistype")
Told = tuple[str, str]  # kind of abuse, what somebody does


def abuse_cases(model: DomainModel) -> list[dict[str, Any]]:
    """Return abuse cases, each with its kind (rule `ideation.abuse.<kind>`), a title, and the rule of the idea that it goes against, if any."""
    found = [*_of_rules(model), *_of_things(model)]
    return [{"id": f"AB-{number:02}", **entry} for number, entry in enumerate(found, 1)]


def _of_rules(model: DomainModel) -> Iterator[dict[str, Any]]:
    for rule in model.rules:
        if rule.kind in _INVITED:
            kind, title = _INVITED[rule.kind](subject(rule, model))
            yield {"entity": rule.entity, "kind": kind, "rule": rule.id, "title": title}


def _of_things(model: DomainModel) -> Iterator[dict[str, Any]]:
    speech = speech_of(model)
    hidden = {rule.entity for rule in model.rules if rule.kind == "visibility"}
    kept = {action for rule in model.rules for action in (*rule.actions, rule.action)}
    for entity in model.entities:
        it, private = speech.thing(entity), personal_attributes(entity)
        if private and entity.id not in hidden:
            fields = speech.listed(attribute_label(entity, name, speech) for name in private)
            title = speech.say("Somebody reads the {fields} of other people's {it:many}", fields=fields, it=it)
            yield {"entity": entity.id, "kind": "read", "rule": "", "title": title}
        step = next((step for step in (entity.states.transitions if entity.states else ()) if step.action not in kept), None)
        if step:
            title = speech.say("Somebody who is not entitled to may {step} {it:many}", step=speech.step(step.action, step.label), it=it)
            yield {"entity": entity.id, "kind": "step", "rule": "", "title": title}
    if model.entities:
        main = model.entities[0]
        title = speech.say("Somebody creates {it:many} in bulk", it=speech.thing(main))
        yield {"entity": main.id, "kind": "flood", "rule": "", "title": title}


def _limit(of: Subject) -> Told:
    most = of.speech.number(of.rule.maximum or 0)
    title = of.say(
        "Somebody who has {most} {it:many} {period} enters more by another account, as if {who} were two", most=most, period=of.period, who=of.per
    )
    return "evade", title


def _total(of: Subject) -> Told:
    field = of.label(of.rule.attribute)
    return "split", of.say("Somebody enters {it:many} in the name of others, so that no sum of {field} comes to the limit", field=field)


def _approval(of: Subject) -> Told:
    if of.rule.above is None:
        return "impersonate", of.say("Somebody takes the step {deed} of {it:many} with the account of {roles:one}", deed=of.deed)
    amount = of.amount(of.rule.above, of.rule.attribute)
    return "split", of.say("Somebody makes two {it:many} of one, each below {amount}, so that nobody has to {deed} them", amount=amount, deed=of.deed)


def _expiry(of: Subject) -> Told:
    span, state = of.speech.span(of.rule.minutes or 0), of.speech.value(of.rule.target)
    return "revive", of.say("Somebody enters {it:many} anew every {span}, so that they never become {state}", span=span, state=state)


def _capacity(of: Subject) -> Told:
    return "hoard", of.say("Somebody fills one {target} with {it:many} that nobody comes to", target=of.label(of.rule.reference))


def _lead(of: Subject) -> Told:
    return "squat", of.say("Somebody does not {deed} in time, and simply does not come: the {it:one} is lost to others", deed=of.deed)


def _unique(of: Subject) -> Told:
    return "squat", of.say("Somebody takes the {fields} of {it:many} that others need", fields=of.labels(of.rule.attributes))


def _bound(of: Subject) -> Told:
    return "mistype", of.say("Somebody enters a false value for {field} just inside what is allowed", field=of.label(of.rule.attribute))


_INVITED: dict[str, Callable[[Subject], Told]] = {
    "limit": _limit,
    "total": _total,
    "no_overlap": lambda of: ("hoard", of.say("Somebody enters {it:many} that they do not mean to use, and keeps the time from others")),
    "capacity": _capacity,
    "approval": _approval,
    "access": lambda of: ("impersonate", of.say("Somebody other than {roles:one} sends by hand what only their pages offer for {it:many}")),
    "visibility": lambda of: ("guess", of.say("A {roles:one} counts through the numbers of {it:many} to open those of others")),
    "queue": lambda of: ("jump", of.say("Somebody enters the same {it:one} early and often, to stand first when it is needed")),
    "expiry": _expiry,
    "lead": _lead,
    "unique": _unique,
    "bound": _bound,
}
