"""How a typed rule reads, and which deeds it binds. `rule_breaches` tells how the product answers whoever breaks it.

Used wherever planning speaks of rules (use cases, requirements, decisions, risks), so that all say the same of the same rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.author.domain import DomainModel, Entity
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import Deed, Noun, Speech

WRITING = ("create", "update")
_MOMENTS = {"starts": "start", "start": "start", "ends": "end", "end": "end"}


def attribute_label(entity: Entity, name: str, speech: Speech) -> str:
    """Return how people read an attribute inside a sentence: its label, else its name; a reference by what it refers to."""
    found = next((attribute for attribute in entity.attributes if attribute.name == name), None)
    if found is not None and found.label:
        return speech.label(found.label)
    stem, kind = name[:-3], {"_at": "time", "_on": "date"}.get(name[-3:])
    if kind is not None:
        return _MOMENTS.get(stem) or f"{stem.replace('_', ' ')} {kind}"
    return speech.label(name.removesuffix("_id").replace("_", " "))


def deeds(rule: Rule) -> tuple[str, ...]:
    """Return the operations that a rule binds: of create, update, delete, view, list, and steps of the life cycle."""
    return {
        "lead": (rule.action,),
        "approval": (rule.action,),
        "queue": (rule.action,),
        "access": rule.actions,
        "visibility": ("view", "list", "update", "delete"),
        "expiry": (),
        "reminder": (),
        "statement": (),
    }.get(rule.kind, WRITING)


def told(rule: Rule, model: DomainModel) -> str:
    """Return a rule as one exact sentence in the model's terms; a statement in its own words."""
    if not rule.checkable:
        return rule.text.strip().rstrip(".") + "."
    return _TOLD[rule.kind](subject(rule, model))


def step_deed(entity: Entity, action: str, speech: Speech) -> Deed:
    """Return an operation, or a step of an entity's life cycle, as people say it."""
    steps = entity.states.transitions if entity.states else ()
    return speech.deed(action, next((step.label for step in steps if step.action == action), ""))


def subject(rule: Rule, model: DomainModel) -> Subject:
    """Return a checkable rule beside the thing that it binds."""
    return Subject(rule=rule, model=model, entity=model.entity(rule.entity))


def roles_of(rule: Rule, model: DomainModel) -> Noun:
    """Return the roles of a rule as people call them: 'managers', 'clerks and managers'; 'everybody' where it names none."""
    names = [next((actor.name for actor in model.actors if actor.id == role), role.replace("_", " ")) for role in rule.roles]
    speech = speech_of(model)
    return speech.people(names) if names else speech.everybody()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A rule beside the thing that it binds, and the words in which both are spoken of."""

    rule: Rule
    model: DomainModel
    entity: Entity

    @property
    def speech(self) -> Speech:
        return speech_of(self.model)

    def say(self, pattern: str, /, **given: Any) -> str:
        """Return a sentence about the thing (`it`), for the roles of the rule (`roles`)."""
        return self.speech.say(pattern, it=self.speech.thing(self.entity), roles=roles_of(self.rule, self.model), **given)

    def label(self, name: str) -> str:
        return attribute_label(self.entity, name, self.speech)

    def labels(self, names: Iterable[str]) -> str:
        return self.speech.listed(self.label(name) for name in names)

    def unit(self, name: str) -> str:
        """Return the unit of an attribute after a space, or nothing."""
        unit = next((attribute.unit for attribute in self.entity.attributes if attribute.name == name), "")
        return f" {unit}" if unit else ""

    def amount(self, value: float, name: str) -> str:
        """Return a number with the unit of an attribute."""
        return self.speech.number(value) + self.unit(name)

    def states(self, values: Iterable[str], last: str = "and") -> str:
        return self.speech.listed(map(self.speech.value, values), last)

    @property
    def deed(self) -> Deed:
        return step_deed(self.entity, self.rule.action, self.speech)

    @property
    def deeds(self) -> Noun:
        return self.speech.deeds([step_deed(self.entity, action, self.speech) for action in self.rule.actions])

    @property
    def scope(self) -> str:
        """Return among which rows the rule compares: ' of one room', or nothing."""
        return self.say(" of one {fields}", fields=self.labels(self.rule.scope)) if self.rule.scope else ""

    @property
    def per(self) -> str:
        """Return for whom a limit counts: 'one person', 'one student', 'one room', 'the product'."""
        if self.rule.per == ACCOUNT:
            return self.say("one {roles:one}") if self.rule.roles else self.say("one person")
        return self.say("one {field}", field=self.label(self.rule.per)) if self.rule.per else self.say("the product")

    @property
    def period(self) -> str:
        """Return over which time a limit counts: 'in one week by start', 'at one time'."""
        if not self.rule.period:
            return self.say("at one time")
        return self.say("in one {period} by {moment}", period=self.say(self.rule.period), moment=self.moment(self.rule.on))

    def moment(self, name: str) -> str:
        return self.label(name) if name else self.say("the moment at which the {it:one} was entered")

    @property
    def ahead(self) -> str:
        """Return the moment that the rule reads: 'its start', or that of what the row refers to: 'the start of its class'."""
        if not self.rule.through:
            return self.say("its {moment}", moment=self.label(self.rule.attribute))
        target = self.model.entity(self._target(self.rule.through))
        moment = attribute_label(target, self.rule.attribute, self.speech)
        return self.say("the {moment} of its {target}", moment=moment, target=self.label(self.rule.through))

    @property
    def most(self) -> str:
        """Return what a sum may come to: '500 EUR', 'the budget of the event'."""
        if not self.rule.within:
            return self.amount(self.rule.maximum or 0, self.rule.attribute)
        field = attribute_label(self.model.entity(self._target(self.rule.per)), self.rule.within, self.speech)
        return self.say("the {field} of the {target}", field=field, target=self.label(self.rule.per))

    def _target(self, reference: str) -> str:
        return next(attribute.references for attribute in self.entity.attributes if attribute.name == reference)

    @property
    def aside(self) -> str:
        """Return which rows do not count, or nothing."""
        return self.say(", {states} ones aside", states=self.states(self.rule.ignored)) if self.rule.ignored else ""

    @property
    def places(self) -> str:
        """Return the label of the attribute of the other thing that says how many it takes."""
        reference = next((entry.references for entry in self.entity.attributes if entry.name == self.rule.reference), "")
        other = next((entity for entity in self.model.entities if entity.id == reference), None)
        label = next((entry.label for entry in (other.attributes if other else ()) if entry.name == self.rule.attribute), "")
        return self.speech.label(label or self.rule.attribute.replace("_", " "))

    def between(self, shown: Callable[[float], str]) -> str:
        """Return the range of the rule's minimum and maximum in words."""
        lowest, highest = self.rule.minimum, self.rule.maximum
        if lowest is not None and highest is not None:
            return self.say("between {lowest} and {highest}", lowest=shown(lowest), highest=shown(highest))
        if lowest is not None:
            return self.say("at least {lowest}", lowest=shown(lowest))
        return self.say("at most {highest}", highest=shown(highest or 0))


def _capacity(of: Subject) -> str:
    target = of.label(of.rule.reference)
    if of.rule.attribute:
        return of.say("One {target} takes no more {it:many} than its field {field} allows{aside}.", target=target, field=of.places, aside=of.aside)
    return of.say("One {target} takes at most {most} {it:many}{aside}.", target=target, most=of.speech.number(of.rule.maximum or 0), aside=of.aside)


def _lead(of: Subject) -> str:
    ends = [of.say("at least {lowest}", lowest=of.speech.span(of.rule.minimum))] if of.rule.minimum is not None else []
    ends += [of.say("at most {highest}", highest=of.speech.span(of.rule.maximum))] if of.rule.maximum is not None else []
    return of.say("To {deed} {it:a} is possible {ends} before {moment}.", deed=of.deed, ends=of.speech.listed(ends), moment=of.ahead)


def _approval(of: Subject) -> str:
    if of.rule.above is None:
        return of.say("The step {deed} of {it:many} is taken by the {roles:one} alone.", deed=of.deed)
    amount, field = of.amount(of.rule.above, of.rule.attribute), of.label(of.rule.attribute)
    return of.say(
        "The step {deed} of {it:many} whose {field} is above {amount} is taken by the {roles:one} alone.", deed=of.deed, field=field, amount=amount
    )


def _expiry(of: Subject) -> str:
    states, since = of.states(of.rule.states, "or"), of.moment(of.rule.attribute)
    span, target = of.speech.span(of.rule.minutes or 0), of.speech.value(of.rule.target)
    return of.say("{it:A} that is still {states} {span} after {since} becomes {target}.", states=states, span=span, since=since, target=target)


def _reminder(of: Subject) -> str:
    given = {"moment": of.label(of.rule.attribute), "aside": of.aside}
    if of.rule.minutes:
        span = of.speech.span(of.rule.minutes)
        return of.say("{it:A} stands in the due list of {roles:one} from {span} before its {moment}{aside}.", span=span, **given)
    return of.say("{it:A} stands in the due list of {roles:one} from its {moment}{aside}.", **given)


def _queue(of: Subject) -> str:
    waited = of.label(of.rule.on) if of.rule.on else of.say("entry")
    return of.say(
        "Of the waiting {it:many}{scope}, the step {deed} takes the one first whose {waited} is the earliest.",
        scope=of.scope,
        deed=of.deed,
        waited=waited,
    )


def _no_overlap(of: Subject) -> str:
    start, end = of.label(of.rule.start), of.label(of.rule.end)
    return of.say("Two {it:many}{scope} never overlap between {start} and {end}{aside}.", scope=of.scope, start=start, end=end, aside=of.aside)


def _duration(of: Subject) -> str:
    start, end = of.label(of.rule.start), of.label(of.rule.end)
    return of.say("From {start} to {end} {it:a} takes {range}.", start=start, end=end, range=of.between(of.speech.span))


def _bound(of: Subject) -> str:
    field, unit = of.label(of.rule.attribute), of.unit(of.rule.attribute)
    return of.say("The value {field} of {it:a} is {range}{unit}.", field=field, range=of.between(of.speech.number), unit=unit)


def _limit(of: Subject) -> str:
    given = {"who": of.per[:1].upper() + of.per[1:], "period": of.period, "scope": of.scope, "aside": of.aside}
    if of.rule.maximum == 1:
        return of.say("{who} has {period} at most one {it:one}{scope}{aside}.", **given)
    return of.say("{who} has {period} at most {most} {it:many}{scope}{aside}.", most=of.speech.number(of.rule.maximum or 0), **given)


def _total(of: Subject) -> str:
    given = {"field": of.label(of.rule.attribute), "who": of.per, "most": of.most, "aside": of.aside}
    if of.rule.period:
        return of.say("The {field} of the {it:many} of {who} comes {period} to {most} at most{aside}.", period=of.period, **given)
    return of.say("The {field} of the {it:many} of {who} comes to {most} at most{aside}.", **given)


_TOLD: dict[str, Callable[[Subject], str]] = {
    "required": lambda of: of.say("{it:A} always has its {field}.", field=of.label(of.rule.attribute)),
    "unique": lambda of: of.say("No two {it:many} have the same {fields}.", fields=of.labels(of.rule.attributes)),
    "bound": _bound,
    "chronology": lambda of: of.say("The {end} of {it:a} lies after its {start}.", end=of.label(of.rule.end), start=of.label(of.rule.start)),
    "duration": _duration,
    "no_overlap": _no_overlap,
    "capacity": _capacity,
    "limit": _limit,
    "total": _total,
    "lead": _lead,
    "access": lambda of: of.say("To {deeds} {it:many} is for the {roles:one} alone.", deeds=of.deeds),
    "approval": _approval,
    "visibility": lambda of: of.say("The {roles:one} sees and changes those {it:many} alone that they entered themselves."),
    "queue": _queue,
    "expiry": _expiry,
    "reminder": _reminder,
}
