"""The acceptance criteria of a rule: for each kind what has to be accepted and what has to be refused, and what must then be seen.

Each case has a key; `product.stories.rule_bodies.writing` writes one test a key, so that a criterion and its test cannot drift apart.
Used by the cutter of stories, and by the writer of their tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.planning.wording import listed, lower, with_article
from phases.sandboxed.product.resources import Field, Resource, as_mapping, resources_of
from phases.sandboxed.product.roles import Roles
from phases.sandboxed.product.rules import rules_of, target_of
from phases.sandboxed.product.stories.lifecycles import counting_state, steps_to

_SPANS = ((7 * 24 * 60, "week"), (24 * 60, "day"), (60, "hour"), (1, "minute"))


@dataclass(frozen=True, kw_only=True)
class Case:
    """One criterion of a rule; `key` says which of its kind's it is."""

    key: str
    given: str
    when: str
    then: str


@dataclass(frozen=True, kw_only=True)
class About:
    """A rule beside the thing that it is about, and the words in which both are spoken of."""

    rule: Rule
    resource: Resource
    model: Any

    @property
    def one(self) -> str:
        return lower(self.resource.name)

    @property
    def a(self) -> str:
        return with_article(self.resource.name)

    @property
    def many(self) -> str:
        return lower(self.resource.plural)

    def label(self, name: str) -> str:
        return lower(self.field(name).label)

    def field(self, name: str) -> Field:
        return next(field for field in self.resource.fields if field.name == name)

    def actor(self, id: str) -> str:
        return lower(next(actor["name"] for actor in as_mapping(self.model)["actors"] if actor["id"] == id))

    def can(self, action: str, role: str = "") -> bool:
        """Tell whether the role, or any role, may do something with this kind of thing at all."""
        roles = Roles(self.model)
        return any(roles.may(name, self.resource.id, action) for name in ([role] if role else roles.names))

    def reaches(self, role: str) -> bool:
        """Tell whether there are rows that the role can see: everybody's, or such as it makes itself."""
        return Roles(self.model).sees_all(role, self.resource.id) or self.can("create", role)

    @property
    def others(self) -> tuple[str, ...]:
        """The roles that the rule does not name."""
        return tuple(actor["id"] for actor in as_mapping(self.model)["actors"] if actor["id"] not in self.rule.roles)

    @property
    def left(self) -> str:
        """The first state of those that do not count to which the thing's own steps lead; empty when there is none."""
        return next((state for state in self.rule.ignored if steps_to(self.resource, state, self.counted)), "")

    @property
    def counted(self) -> str:
        """The state in which a row begins to count, where new ones wait and do not; empty when they count at once."""
        return counting_state(self.resource, self.rule.ignored)

    @property
    def moment(self) -> str:
        """How people speak of the moment that the rule reads: the thing's own, or that of the thing to which it refers."""
        if not self.rule.through:
            return self.label(self.rule.attribute)
        target = target_of(self.rule, self.resource, self.model)
        label = next(field.label for field in target.fields if field.name == self.rule.attribute)
        return f"{lower(label)} of the {lower(target.name)}"

    def target(self, reference: str) -> Resource:
        return next(resource for resource in resources_of(self.model) if resource.id == self.field(reference).references)


def rule_cases(model: Any, rule: Rule) -> list[Case]:
    """Return the cases of a rule in the product's names (`product.rules`), the accepted first. Raises KeyError for kind `statement`."""
    resource = next(resource for resource in resources_of(model) if resource.id == rule.entity)
    written = _WRITTEN[rule.kind](About(rule=rule, resource=resource, model=model))
    return [Case(key=key, given=given, when=when, then=then) for key, given, when, then in written]


def span(minutes: float) -> str:
    """Return minutes in words, in the largest unit that divides them: '2 hours', '1 day'."""
    for size, unit in _SPANS:
        if minutes and minutes % size == 0:
            return f"{minutes // size:.0f} {unit}{'' if minutes == size else 's'}"
    return f"{minutes} minutes"


def verb(action: str) -> str:
    return action.replace("-", " ")


Cases = Iterator[tuple[str, str, str, str]]


def _required(about: About) -> Cases:
    field = about.label(about.rule.attribute)
    yield "given", f"no {about.one} yet", f"{about.a} with its {field} is sent", "it is stored"
    yield "missing", "an empty form", f"{about.a} is sent without its {field}", f"nothing is stored and the answer names the {field}"


def _unique(about: About) -> Cases:
    fields = listed(about.label(name) for name in about.rule.attributes)
    yield "other", f"a stored {about.one}", f"{about.a} with another {fields} is sent", "it is stored beside the first"
    yield "equal", f"a stored {about.one}", f"{about.a} with the same {fields} is sent", "it is refused as a conflict and one alone is kept"
    if about.can("update"):
        yield "changed", f"two stored {about.many}", f"the second gets the {fields} of the first", "it is refused and the second stays as it was"


def _bound(about: About) -> Cases:
    field, rule = about.label(about.rule.attribute), about.rule
    lowest, highest = rule.minimum, rule.maximum
    for key, limit in (("lowest", lowest), ("highest", highest)):
        if limit is not None:
            yield key, f"no {about.one} yet", f"{about.a} whose {field} is {limit} is sent", "it is stored"
    for key, limit, side in (("below", lowest, "less"), ("above", highest, "more")):
        if limit is not None:
            refused = f"it is refused and the answer names the {field}"
            yield key, f"no {about.one} yet", f"{about.a} whose {field} is {side} than {limit} is sent", refused


def _chronology(about: About) -> Cases:
    start, end = about.label(about.rule.start), about.label(about.rule.end)
    yield "after", f"no {about.one} yet", f"{about.a} whose {end} lies after its {start} is sent", "it is stored"
    yield "same", f"no {about.one} yet", f"{about.a} whose {end} is its {start} is sent", f"it is refused and the answer names the {end}"
    if about.can("update"):
        yield "before", f"a stored {about.one}", f"its {end} is put before its {start}", "it is refused and it stays as it was"


def _duration(about: About) -> Cases:
    end = about.label(about.rule.end)
    for key, limit in (("shortest", about.rule.minimum), ("longest", about.rule.maximum)):
        if limit:
            yield key, f"no {about.one} yet", f"{about.a} of {span(limit)} is sent", "it is stored"
    for key, limit, side in (("shorter", about.rule.minimum, "shorter"), ("longer", about.rule.maximum, "longer")):
        if limit:
            yield key, f"no {about.one} yet", f"{about.a} {side} than {span(limit)} is sent", f"it is refused and the answer names the {end}"


def _no_overlap(about: About) -> Cases:
    same = f" of the same {listed(about.label(name) for name in about.rule.scope)}" if about.rule.scope else ""
    yield "touching", f"a stored {about.one}", f"{about.a}{same} begins when it ends", "it is stored"
    if about.rule.scope:
        other = listed(about.label(name) for name in about.rule.scope)
        yield "elsewhere", f"a stored {about.one}", f"{about.a} of another {other} is sent for the same time", "it is stored"
    if about.left:
        yield "freed", f"a {about.one} that is {about.left}", f"{about.a}{same} is sent for the same time", "it is stored"
    yield "overlapping", f"a stored {about.one}", f"{about.a}{same} begins before it ends", "it is refused as a conflict and is not stored"
    if about.can("update"):
        yield "moved", f"two {about.many}{same} one after the other", "the second is moved into the first", "it is refused and stays as it was"


def _capacity(about: About) -> Cases:
    rule, target = about.rule, lower(about.target(about.rule.reference).name)
    most = f"its {lower(rule.attribute.replace('_', ' '))}" if rule.attribute else f"{rule.maximum}"
    full = f"a {target} with as many {about.many} as fit ({most})"
    here, there = f"{about.a} for it is sent", f"{about.a} for another {target} is sent"
    stored, refused = "it is stored", "it is refused as a conflict and is not stored"
    if about.counted:
        # a new one waits, so that what takes a place is the step out of the queue
        step = verb((steps_to(about.resource, about.counted) or [""])[-1])
        here, there = f"{about.a} that waits for it is asked to {step}", f"{about.a} that waits for another {target} is asked to {step}"
        stored, refused = f"it is {about.counted}", "it is refused as a conflict and stays as it was"
    yield "fits", f"a {target} with room for one more", here, stored
    if about.left:
        yield "freed", f"{full}, of which one is {about.left}", here, stored
    yield "full", full, here, refused
    yield "elsewhere", full, there, stored


def _limit(about: About) -> Cases:
    rule = about.rule
    whose, when = _whose(about), f" in one {rule.period}" if rule.period else ""
    most = int(rule.maximum or 0)
    one_less, full = (f"{count} {about.one if count == 1 else about.many}{whose}{when}" for count in (most - 1, most))
    yield "within", one_less, "another one is sent", "it is stored"
    yield from _beside(about, full)
    for role in about.others if rule.roles else ():
        if about.can("create", role):
            yield f"free {role}", f"{full} of the {about.actor(role)}", f"the {about.actor(role)} sends another one", "it is stored"
    yield "over", full, "another one is sent", "it is refused as a conflict and is not stored"


def _whose(about: About) -> str:
    """Return of whom and of what rows count together."""
    rule = about.rule
    who = about.actor(rule.roles[0]) if rule.roles else "account"
    named = [f"one {who}" if rule.per == ACCOUNT else f"one {about.label(rule.per)}"] if rule.per else []
    return "".join(f" of {entry}" for entry in [*named, *(f"one {about.label(name)}" for name in rule.scope)])


def _beside(about: About, full: str) -> Cases:
    """Yield what is stored though some rows are as many, or come to as much, as may be: what does not count with them."""
    rule = about.rule
    if rule.per:
        other = "from another account" if rule.per == ACCOUNT else f"of another {about.label(rule.per)}"
        yield "another", full, f"{about.a} {other} is sent", "it is stored"
    if rule.scope and not any(_is_wider(other, rule) for other in rules_of(about.model)):
        yield "elsewhere", full, f"{about.a} of another {listed(about.label(name) for name in rule.scope)} is sent", "it is stored"
    if rule.period:
        yield "next", full, f"{about.a} for the next {rule.period} is sent", "it is stored"
    if about.left:
        yield "freed", f"{full}, of which one is {about.left}", "another one is sent", "it is stored"


def _is_wider(other: Rule, rule: Rule) -> bool:
    """Tell whether another limit lets no more be of all together than this one of each scope."""
    if (other.kind, other.entity, other.per) != ("limit", rule.entity, rule.per) or other.scope or other.period:
        return False
    return (other.maximum or 0) <= (rule.maximum or 0)


def _total(about: About) -> Cases:
    rule, field = about.rule, about.label(about.rule.attribute)
    most = f"{rule.maximum:g}" if rule.maximum is not None else f"the {rule.within.replace('_', ' ')} of the {about.label(rule.per)}"
    when = f" in one {rule.period}" if rule.period else ""
    together = f"{about.many}{_whose(about)}{when}"
    full = f"{together} whose {field} comes to {most}"
    yield "within", f"{together} whose {field} comes to less than {most}", "one is sent that makes it so much", "it is stored"
    yield from _beside(about, full)
    yield "over", full, "one more is sent", "it is refused as a conflict and is not stored"
    if about.can("update"):
        yield "raised", f"one of the {full}", f"its {field} is made more", "it is refused and it stays as it was"


def _lead(about: About) -> Cases:
    rule, field = about.rule, about.moment
    done = "sent" if rule.action == "create" else f"asked to {verb(rule.action)}"
    yield "in_time", f"{about.a} whose {field} is far enough ahead", f"it is {done}", "it is accepted"
    if rule.minimum is not None:
        yield "late", f"{about.a} whose {field} is less than {span(rule.minimum)} ahead", f"it is {done}", "it is refused as a conflict"
    if rule.maximum is not None:
        yield "early", f"{about.a} whose {field} is more than {span(rule.maximum)} ahead", f"it is {done}", "it is refused as a conflict"


def _access(about: About) -> Cases:
    for action in about.rule.actions:
        for role in about.rule.roles:
            if action != "create" and not (about.reaches(role) and about.can(action, role)):
                continue
            who = about.actor(role)
            yield f"may {action} {role}", f"the {who} is signed in", f"the {who} wants to {verb(action)} {about.a}", "it is done"
        for role in about.others or ("",):
            who = about.actor(role) if role else "somebody who is not signed in"
            given = f"the {who} is signed in" if role else f"a stored {about.one}"
            subject = f"the {who}" if role else who
            yield f"not {action} {role}".strip(), given, f"{subject} wants to {verb(action)} {about.a}", "it is refused and nothing changes"


def _approval(about: About) -> Cases:
    rule, action = about.rule, verb(about.rule.action)
    over = f" whose {about.label(rule.attribute)} is more than {rule.above}" if rule.attribute and rule.above is not None else ""
    for role in (role for role in rule.roles if rule.action not in _refused_elsewhere(about, role)):
        yield f"by {role}", f"{about.a}{over}", f"the {about.actor(role)} wants to {action} it", "it is done"
    for role in about.others:
        if not about.reaches(role):
            continue
        if over and rule.action not in _refused_elsewhere(about, role):
            given = f"{about.a} whose {about.label(rule.attribute)} is {rule.above}"
            yield f"small {role}", given, f"the {about.actor(role)} wants to {action} it", "it is done"
        yield f"not {role}", f"{about.a}{over}", f"the {about.actor(role)} wants to {action} it", "it is refused and the state stays"
    if not about.others:
        yield "nobody", f"{about.a}{over}", f"somebody who is not signed in wants to {action} it", "it is refused and the state stays"


def _visibility(about: About) -> Cases:
    for role in about.rule.roles:
        who = about.actor(role)
        foreign, unseen = f"{about.a} that somebody else made", "it is not in the list and reading it answers not found"
        if about.can("create", role) and about.can("view", role):
            yield f"own {role}", f"{about.a} that the {who} made", f"the same {who} lists the {about.many}", "it is in the list and can be read"
        if about.can("view", role):
            yield f"hidden {role}", foreign, f"the {who} lists the {about.many}", unseen
        if about.can("update", role):
            yield f"kept {role}", foreign, f"the {who} sends new values for it", "the answer is not found and it stays as it was"


def _refused_elsewhere(about: About, role: str) -> set[str]:
    """Return the actions that another rule keeps this role from, whatever the row is."""
    rules = [rule for rule in rules_of(about.model) if rule.entity == about.resource.id and role not in rule.roles]
    alone = [rule.action for rule in rules if rule.kind == "approval" and not rule.attribute]
    return {*alone, *(action for rule in rules if rule.kind == "access" for action in rule.actions)}


def _queue(about: About) -> Cases:
    action = verb(about.rule.action)
    yield "first", f"two {about.many} that wait", f"the one that waits longest is asked to {action}", "it is done"
    yield "then", f"two {about.many} of which the first is done", f"the second is asked to {action}", "it is done"
    if about.rule.scope:
        other = listed(about.label(name) for name in about.rule.scope)
        yield "elsewhere", f"{about.a} that waits", f"a later one of another {other} is asked to {action}", "it is done"
    yield "pushed", f"two {about.many} that wait", f"the later one is asked to {action}", "it is refused as a conflict and waits on"


def _expiry(about: About) -> Cases:
    rule, time = about.rule, span(about.rule.minutes or 0)
    since = f"its {about.label(rule.attribute)}" if rule.attribute else "it was made"
    for state in rule.states:
        if steps_to(about.resource, state) is not None:
            yield f"before {state}", f"{about.a} that is {state}", f"less than {time} have passed since {since}", f"it is still {state}"
            yield f"after {state}", f"{about.a} that is {state}", f"{time} have passed since {since}", f"it is {rule.target}"


def _reminder(about: About) -> Cases:
    rule, time, field = about.rule, span(about.rule.minutes or 0), about.label(about.rule.attribute)
    yield "due", f"{about.a} whose {field} is less than {time} ahead", "the due list is opened", "it is in the list and on the start page"
    yield "early", f"{about.a} whose {field} is more than {time} ahead", "the due list is opened", "it is not in the list"
    if about.left:
        yield "done", f"a due {about.one} that is {about.left}", "the due list is opened", "it is not in the list"
    if rule.roles:
        for role in about.others:
            yield f"not {role}", f"a due {about.one}", f"the {about.actor(role)} opens the due list", "it is not in the list"


_WRITTEN: dict[str, Callable[[About], Cases]] = {
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
    "expiry": _expiry,
    "reminder": _reminder,
}
