"""How a typed rule reads, and which deeds it binds. `rule_breaches` tells how the product answers whoever breaks it.

Used wherever planning speaks of rules (use cases, requirements, decisions, risks), so that all say the same of the same rule.
"""

from __future__ import annotations

from collections.abc import Callable

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.author.domain import DomainModel, Entity
from phases.sandboxed.planning.wording import capital, counted, listed, with_article

WRITING = ("create", "update")
_MOMENTS = {"starts": "start", "start": "start", "ends": "end", "end": "end"}
_SPANS = ((60 * 24 * 7, "week"), (60 * 24, "day"), (60, "hour"))


def span(minutes: float) -> str:
    """Return a span of minutes in the largest unit that it fills: '2 days', '90 minutes'."""
    size, unit = next(((size, unit) for size, unit in _SPANS if minutes and minutes % size == 0), (1, "minute"))
    return counted(minutes / size, unit)


def attribute_label(entity: Entity, name: str) -> str:
    """Return how people read an attribute: its label, else its name; a reference by what it refers to."""
    found = next((attribute for attribute in entity.attributes if attribute.name == name), None)
    if found is not None and found.label:
        return found.label.lower()
    stem, kind = name[:-3], {"_at": "time", "_on": "date"}.get(name[-3:])
    if kind is not None:
        return _MOMENTS.get(stem) or f"{stem.replace('_', ' ')} {kind}"
    return name.removesuffix("_id").replace("_", " ")


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
    return _TOLD[rule.kind](rule, model, model.entity(rule.entity))


def roles_of(rule: Rule, model: DomainModel) -> str:
    """Return the roles of a rule as people call them: 'managers', 'clerks and managers'; 'everybody' where it names none."""
    return listed([_role(role, model) for role in rule.roles]) or "everybody"


def _role(role: str, model: DomainModel) -> str:
    name = next((actor.name for actor in model.actors if actor.id == role), role.replace("_", " "))
    return name.lower()


def one(entity: Entity) -> str:
    """Return an entity as people call one of it."""
    return entity.name.lower()


def a(entity: Entity) -> str:
    """Return an entity with its article: 'a booking', 'an order'."""
    return with_article(entity.name)


def many(entity: Entity) -> str:
    """Return an entity as people call several of it."""
    return entity.plural.lower()


def labels(entity: Entity, names: tuple[str, ...]) -> str:
    """Return attributes as people read them, joined."""
    return listed([attribute_label(entity, name) for name in names])


def unit_of(entity: Entity, name: str) -> str:
    """Return the unit of an attribute after a space, or nothing."""
    unit = next((attribute.unit for attribute in entity.attributes if attribute.name == name), "")
    return f" {unit}" if unit else ""


def _range(rule: Rule, shown: Callable[[float], str]) -> str:
    if rule.minimum is not None and rule.maximum is not None:
        return f"between {shown(rule.minimum)} and {shown(rule.maximum)}"
    return f"at least {shown(rule.minimum)}" if rule.minimum is not None else f"at most {shown(rule.maximum or 0)}"


def _not_counting(rule: Rule) -> str:
    return f", {listed(rule.ignored)} ones aside" if rule.ignored else ""


def _moment(entity: Entity, name: str) -> str:
    return attribute_label(entity, name) if name else f"the moment at which the {one(entity)} was entered"


def per(rule: Rule, model: DomainModel, entity: Entity) -> str:
    """Return for whom a limit counts: 'one person', 'one student', 'one room', 'the product'."""
    if rule.per == ACCOUNT:
        return f"one {listed([_role(role, model) for role in rule.roles], 'or')}" if rule.roles else "one person"
    return f"one {attribute_label(entity, rule.per)}" if rule.per else "the product"


def moment_of(rule: Rule, model: DomainModel, entity: Entity) -> str:
    """Return the moment that a rule reads: 'its start', or that of what the row refers to: 'the start of its class'."""
    if not rule.through:
        return f"its {attribute_label(entity, rule.attribute)}"
    target = next(attribute.references for attribute in entity.attributes if attribute.name == rule.through)
    return f"the {attribute_label(model.entity(target), rule.attribute)} of its {attribute_label(entity, rule.through)}"


def most_of(rule: Rule, entity: Entity) -> str:
    """Return what a sum may come to: '500 EUR', 'the budget of the event'."""
    if rule.within:
        return f"the {rule.within.replace('_', ' ')} of the {attribute_label(entity, rule.per)}"
    return f"{rule.maximum:g}{unit_of(entity, rule.attribute)}"


def in_period(rule: Rule, entity: Entity) -> str:
    """Return over which time a limit counts: 'in one week by start', 'at one time'."""
    return f"in one {rule.period} by {_moment(entity, rule.on)}" if rule.period else "at one time"


def so_many(rule: Rule, entity: Entity) -> str:
    """Return as many rows as a limit lets be: '1 booking', '3 bookings'."""
    return f"{rule.maximum:g} {one(entity) if rule.maximum == 1 else many(entity)}"


def scope_of(rule: Rule, entity: Entity) -> str:
    """Return among which rows a rule compares: ' of one room', or nothing."""
    return f" of one {labels(entity, rule.scope)}" if rule.scope else ""


def _capacity(rule: Rule, model: DomainModel, entity: Entity) -> str:
    target = attribute_label(entity, rule.reference)
    if rule.attribute:
        return f"One {target} takes no more {many(entity)} than its field {rule.attribute.replace('_', ' ')} allows{_not_counting(rule)}."
    return f"One {target} takes at most {rule.maximum:g} {many(entity)}{_not_counting(rule)}."


def _lead(rule: Rule, model: DomainModel, entity: Entity) -> str:
    deed = rule.action.replace("-", " ").replace("_", " ")
    ends = [f"at least {span(rule.minimum)}"] if rule.minimum is not None else []
    ends += [f"at most {span(rule.maximum)}"] if rule.maximum is not None else []
    return f"To {deed} {a(entity)} is possible {' and '.join(ends)} before {moment_of(rule, model, entity)}."


def _limit(rule: Rule, model: DomainModel, entity: Entity) -> str:
    who = capital(per(rule, model, entity))
    return f"{who} has {in_period(rule, entity)} at most {so_many(rule, entity)}{scope_of(rule, entity)}{_not_counting(rule)}."


def _total(rule: Rule, model: DomainModel, entity: Entity) -> str:
    whose = "of all" if not rule.per else f"of {per(rule, model, entity)}"
    when = f" {in_period(rule, entity)}" if rule.period else ""
    field = attribute_label(entity, rule.attribute)
    return f"The {field} of the {many(entity)} {whose} comes{when} to {most_of(rule, entity)} at most{_not_counting(rule)}."


def _approval(rule: Rule, model: DomainModel, entity: Entity) -> str:
    deed = rule.action.replace("-", " ").replace("_", " ")
    above = (
        f" whose {attribute_label(entity, rule.attribute)} is above {rule.above:g}{unit_of(entity, rule.attribute)}" if rule.above is not None else ""
    )
    return f"The step {deed} of {many(entity)}{above} is taken by the {roles_of(rule, model)} alone."


def _expiry(rule: Rule, entity: Entity) -> str:
    since = _moment(entity, rule.attribute)
    return f"{capital(a(entity))} that is still {listed(rule.states, 'or')} {span(rule.minutes or 0)} after {since} becomes {rule.target}."


def _reminder(rule: Rule, model: DomainModel, entity: Entity) -> str:
    ahead = f"from {span(rule.minutes)} before" if rule.minutes else "from"
    moment = f"{attribute_label(entity, rule.attribute)}{_not_counting(rule)}"
    return f"{capital(a(entity))} stands in the due list of {roles_of(rule, model)} {ahead} its {moment}."


def _queue(rule: Rule, entity: Entity) -> str:
    deed = rule.action.replace("-", " ").replace("_", " ")
    return (
        f"Of the waiting {many(entity)}{scope_of(rule, entity)}, the step {deed} takes the one first whose {_waited(rule, entity)} is the earliest."
    )


def _waited(rule: Rule, entity: Entity) -> str:
    return attribute_label(entity, rule.on) if rule.on else "entry"


_TOLD: dict[str, Callable[[Rule, DomainModel, Entity], str]] = {
    "required": lambda r, m, e: f"{capital(a(e))} always has its {attribute_label(e, r.attribute)}.",
    "unique": lambda r, m, e: f"No two {many(e)} have the same {labels(e, r.attributes)}.",
    "bound": lambda r, m, e: f"The value {attribute_label(e, r.attribute)} of {a(e)} is {_range(r, lambda n: f'{n:g}')}{unit_of(e, r.attribute)}.",
    "chronology": lambda r, m, e: f"The {attribute_label(e, r.end)} of {a(e)} lies after its {attribute_label(e, r.start)}.",
    "duration": lambda r, m, e: f"From {attribute_label(e, r.start)} to {attribute_label(e, r.end)} {a(e)} takes {_range(r, span)}.",
    "no_overlap": lambda r, m, e: (
        f"Two {many(e)}{scope_of(r, e)} never overlap between {attribute_label(e, r.start)} and {attribute_label(e, r.end)}{_not_counting(r)}."
    ),
    "capacity": _capacity,
    "limit": _limit,
    "total": _total,
    "lead": _lead,
    "access": lambda r, m, e: f"To {listed(verbs(r.actions), 'or')} {many(e)} is for the {roles_of(r, m)} alone.",
    "approval": _approval,
    "visibility": lambda r, m, e: f"The {roles_of(r, m)} sees and changes those {many(e)} alone that they entered themselves.",
    "queue": lambda r, m, e: _queue(r, e),
    "expiry": lambda r, m, e: _expiry(r, e),
    "reminder": _reminder,
}


def verbs(actions: tuple[str, ...]) -> list[str]:
    """Return operations as people say them."""
    return [action.replace("-", " ").replace("_", " ") for action in actions]
