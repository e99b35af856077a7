"""How the product answers whoever breaks a typed rule: when it happens, what is answered, by which HTTP status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import Subject, subject
from phases.sandboxed.speech.saying import pattern


@dataclass(frozen=True, kw_only=True)
class Breach:
    """What it looks like when a rule stops somebody: when it happens, and what the product answers by which HTTP status."""

    when: str
    then: str
    status: int


def breach(rule: Rule, model: DomainModel) -> Breach | None:
    """Return how the product answers when the rule is broken; None for what refuses nobody (expiry, reminder, statement)."""
    if rule.kind not in _BREACHES:
        return None
    when, then, status = _BREACHES[rule.kind](subject(rule, model))
    return Breach(when=when, then=then, status=status)


def _beyond(of: Subject, below: str, above: str, shown: Callable[[float], str]) -> str:
    """Return what lies outside of the rule's minimum and maximum, by the patterns for either side."""
    ends = [of.speech.say(below, lowest=shown(of.rule.minimum))] if of.rule.minimum is not None else []
    ends += [of.speech.say(above, highest=shown(of.rule.maximum))] if of.rule.maximum is not None else []
    return of.speech.listed(ends, "or")


def _spans(of: Subject) -> str:
    return _beyond(of, pattern("less than {lowest}"), pattern("more than {highest}"), of.speech.span)


Answer = tuple[str, str, int]


def _required(of: Subject) -> Answer:
    field = of.label(of.rule.attribute)
    return (
        of.say("the {field} of the {it:one} is left empty", field=field),
        of.say("nothing is kept and the {field} is named as missing", field=field),
        422,
    )


def _unique(of: Subject) -> Answer:
    when = of.say("another {it:one} has the same {fields} already", fields=of.labels(of.rule.attributes))
    return when, of.say("the second {it:one} is refused and the first stays as it is"), 409


def _at(of: Subject, field: str) -> str:
    return of.say("nothing is kept and the error stands at the {field}", field=field)


def _bound(of: Subject) -> Answer:
    field, unit = of.label(of.rule.attribute), of.unit(of.rule.attribute)
    outside = _beyond(of, pattern("below {lowest}"), pattern("above {highest}"), of.speech.number)
    when = of.say("the value {field} of the {it:one} is {outside}{unit}", field=field, outside=outside, unit=unit)
    return when, _at(of, field), 422


def _chronology(of: Subject) -> Answer:
    start, end = of.label(of.rule.start), of.label(of.rule.end)
    return of.say("the {end} of the {it:one} does not lie after its {start}", end=end, start=start), _at(of, end), 422


def _duration(of: Subject) -> Answer:
    return of.say("the {it:one} would take {spans}", spans=_spans(of)), _at(of, of.label(of.rule.end)), 422


def _no_overlap(of: Subject) -> Answer:
    when = of.say("another {it:one}{scope} lies in the same time", scope=of.scope)
    return when, of.say("the later {it:one} is refused and the earlier one keeps its time"), 409


def _capacity(of: Subject) -> Answer:
    target = of.label(of.rule.reference)
    most = of.say("as its {field} says", field=of.places) if of.rule.attribute else of.speech.number(of.rule.maximum or 0)
    when = of.say("the {target} has as many {it:many} as it takes ({most})", target=target, most=most)
    return when, of.say("the {it:one} is refused because the {target} is full", target=target), 409


def _limit(of: Subject) -> Answer:
    most = of.speech.number(of.rule.maximum or 0)
    when = of.say("{who} has {most} {it:many}{scope} {period} already", who=of.per, most=most, scope=of.scope, period=of.period)
    return when, of.say("the {it:one} is refused and the limit of {most} is named", most=most), 409


def _total(of: Subject) -> Answer:
    field = of.label(of.rule.attribute)
    when = of.say("the {field} of the {it:many} of {who} would come to more than {most}", field=field, who=of.per, most=of.most)
    return when, of.say("the {it:one} is refused and the sum stays as it is"), 409


def _lead(of: Subject) -> Answer:
    when = of.say(
        "it is {spans} before {moment} of the {it:one}" if not of.rule.through else "it is {spans} before {moment}", spans=_spans(of), moment=of.ahead
    )
    return when, of.say("to {deed} it is refused and the {it:one} stays as it is", deed=of.deed), 409


def _access(of: Subject) -> Answer:
    when = of.say("somebody other than the {roles:one} wants to {deeds} {it:many}", deeds=of.deeds)
    return when, of.say("the deed is forbidden and the {it:many} stay as they are"), 403


def _approval(of: Subject) -> Answer:
    when = of.say("somebody other than the {roles:one} takes the step {deed} of {it:a}", deed=of.deed)
    if of.rule.above is not None:
        amount = of.amount(of.rule.above, of.rule.attribute)
        when = of.say("somebody other than the {roles:one} takes the step {deed} of {it:a} above {amount}", deed=of.deed, amount=amount)
    return when, of.say("the step is forbidden and the {it:one} keeps its state"), 403


def _visibility(of: Subject) -> Answer:
    when = of.say("a {roles:one} opens {it:a} that somebody else entered")
    return when, of.say("the {it:one} is not found, as if it were not there"), 404


def _queue(of: Subject) -> Answer:
    when = of.say("another {it:one}{scope} waits longer", scope=of.scope)
    return when, of.say("the step {deed} is refused until the {it:one} is the next", deed=of.deed), 409


_BREACHES: dict[str, Callable[[Subject], Answer]] = {
    "required": _required,
    "unique": _unique,
    "bound": _bound,
    "chronology": _chronology,
    "duration": _duration,
    "no_overlap": _no_overlap,
    "capacity": _capacity,
    "limit": _limit,
    "total": _total,
    "lead": _lead,
    "access": _access,
    "approval": _approval,
    "visibility": _visibility,
    "queue": _queue,
}
