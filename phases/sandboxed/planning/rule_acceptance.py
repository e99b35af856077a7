"""The acceptance criteria of a rule: for each kind what has to be accepted and what has to be refused, and what must then be seen.

Each case has a key; `product.stories.rule_bodies.writing` writes one test a key, so that a criterion and its test cannot drift apart.
Used by the cutter of stories, and by the writer of their tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.planning.rule_subjects import About
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.rules import rules_of, target_of
from phases.sandboxed.product.stories.lifecycles import steps_to
from phases.sandboxed.speech.saying import Deed, Noun


@dataclass(frozen=True, kw_only=True)
class Case:
    """One criterion of a rule; `key` says which of its kind's it is."""

    key: str
    given: str
    when: str
    then: str


def rule_cases(model: Any, rule: Rule) -> list[Case]:
    """Return the cases of a rule in the product's names (`product.rules`), the accepted first. Raises KeyError for kind `statement`."""
    resource = next(resource for resource in resources_of(model) if resource.id == rule.entity)
    written = _WRITTEN[rule.kind](About(rule=rule, resource=resource, model=model))
    return [Case(key=key, given=given, when=when, then=then) for key, given, when, then in written]


Cases = Iterator[tuple[str, str, str, str]]


def _required(about: About) -> Cases:
    say, field = about.say, about.label(about.rule.attribute)
    yield "given", say("no {it:one} yet"), say("{it:a} with its {field} is sent", field=field), say("it is stored")
    refused = say("nothing is stored and the answer names the {field}", field=field)
    yield "missing", say("an empty form"), say("{it:a} is sent without its {field}", field=field), refused


def _unique(about: About) -> Cases:
    say, fields = about.say, about.labels(about.rule.attributes)
    other, same = say("{it:a} with another {fields} is sent", fields=fields), say("{it:a} with the same {fields} is sent", fields=fields)
    yield "other", say("a stored {it:one}"), other, say("it is stored beside the first")
    yield "equal", say("a stored {it:one}"), same, say("it is refused as a conflict and one alone is kept")
    if about.can("update"):
        changed = say("the second gets the {fields} of the first", fields=fields)
        yield "changed", say("two stored {it:many}"), changed, say("it is refused and the second stays as it was")


def _bound(about: About) -> Cases:
    say, field, rule = about.say, about.label(about.rule.attribute), about.rule
    none, number = say("no {it:one} yet"), about.speech.number
    for key, limit in (("lowest", rule.minimum), ("highest", rule.maximum)):
        if limit is not None:
            yield key, none, say("{it:a} whose {field} is {limit} is sent", field=field, limit=number(limit)), say("it is stored")
    refused = say("it is refused and the answer names the {field}", field=field)
    if rule.minimum is not None:
        yield "below", none, say("{it:a} whose {field} is less than {limit} is sent", field=field, limit=number(rule.minimum)), refused
    if rule.maximum is not None:
        yield "above", none, say("{it:a} whose {field} is more than {limit} is sent", field=field, limit=number(rule.maximum)), refused


def _chronology(about: About) -> Cases:
    say, given = about.say, {"start": about.label(about.rule.start), "end": about.label(about.rule.end)}
    none = say("no {it:one} yet")
    yield "after", none, say("{it:a} whose {end} lies after its {start} is sent", **given), say("it is stored")
    refused = say("it is refused and the answer names the {field}", field=given["end"])
    yield "same", none, say("{it:a} whose {end} is its {start} is sent", **given), refused
    if about.can("update"):
        yield "before", say("a stored {it:one}"), say("its {end} is put before its {start}", **given), say("it is refused and it stays as it was")


def _duration(about: About) -> Cases:
    say, span, rule = about.say, about.speech.span, about.rule
    for key, limit in (("shortest", rule.minimum), ("longest", rule.maximum)):
        if limit:
            yield key, say("no {it:one} yet"), say("{it:a} of {span} is sent", span=span(limit)), say("it is stored")
    refused = say("it is refused and the answer names the {field}", field=about.label(rule.end))
    if rule.minimum:
        yield "shorter", say("no {it:one} yet"), say("{it:a} shorter than {span} is sent", span=span(rule.minimum)), refused
    if rule.maximum:
        yield "longer", say("no {it:one} yet"), say("{it:a} longer than {span} is sent", span=span(rule.maximum)), refused


def _same_time(about: About) -> dict[str, str]:
    """Return where two rows would meet: among those with the same scope, if the rule has one."""
    fields = about.labels(about.rule.scope)
    return {"same": about.say(" of the same {fields}", fields=fields) if fields else "", "fields": fields}


def _no_overlap(about: About) -> Cases:
    say, given, stored = about.say, _same_time(about), about.say("a stored {it:one}")
    yield "touching", stored, say("{it:a}{same} begins when it ends", **given), say("it is stored")
    if about.rule.scope:
        yield "elsewhere", stored, say("{it:a} of another {fields} is sent for the same time", **given), say("it is stored")
    if about.left:
        yield "freed", _in_state(about, about.left), say("{it:a}{same} is sent for the same time", **given), say("it is stored")
    refused = say("it is refused as a conflict and is not stored")
    yield "overlapping", stored, say("{it:a}{same} begins before it ends", **given), refused
    if about.can("update"):
        two = say("two {it:many}{same} one after the other", **given)
        yield "moved", two, say("the second is moved into the first"), say("it is refused and stays as it was")


def _in_state(about: About, state: str) -> str:
    return about.say("a {it:one} that is {state}", state=about.speech.value(state))


def _capacity(about: About) -> Cases:
    rule, other, say = about.rule, about.target(about.rule.reference), about.say
    target = about.speech.thing(other)
    most = str(rule.maximum)
    if rule.attribute:
        field = next((field.label for field in other.fields if field.name == rule.attribute), rule.attribute.replace("_", " "))
        most = say("its {field}", field=about.speech.label(field))
    full = say("a {target:one} with as many {it:many} as fit ({most})", target=target, most=most)
    here, there = say("{it:a} for it is sent"), say("{it:a} for another {target:one} is sent", target=target)
    stored, refused = say("it is stored"), say("it is refused as a conflict and is not stored")
    if about.counted:
        # a new one waits, so that what takes a place is the step out of the queue
        step = about.deed((steps_to(about.resource, about.counted) or [""])[-1])
        here = say("{it:a} that waits for it is asked to {deed}", deed=step)
        there = say("{it:a} that waits for another {target:one} is asked to {deed}", target=target, deed=step)
        stored = say("it is {state}", state=about.speech.value(about.counted))
        refused = say("it is refused as a conflict and stays as it was")
    yield "fits", say("a {target:one} with room for one more", target=target), here, stored
    if about.left:
        yield "freed", say("{full}, of which one is {state}", full=full, state=about.speech.value(about.left)), here, stored
    yield "full", full, here, refused
    yield "elsewhere", full, there, stored


def _limit(about: About) -> Cases:
    rule, say = about.rule, about.say
    given = {"whose": _whose(about), "when": say(" in one {period}", period=say(rule.period)) if rule.period else ""}
    most = int(rule.maximum or 0)
    one_less, full = (
        say("{count} {it:one}{whose}{when}" if count == 1 else "{count} {it:many}{whose}{when}", count=count, **given) for count in (most - 1, most)
    )
    another = say("another one is sent")
    yield "within", one_less, another, say("it is stored")
    yield from _beside(about, full)
    for role in about.others if rule.roles else ():
        if about.can("create", role) and not any(_binds(other, rule, role) for other in rules_of(about.model)):
            other = say("{full} of one {who:one}", full=full, who=about.actor(role))
            yield f"free {role}", other, say("the {who:one} sends another one", who=about.actor(role)), say("it is stored")
    yield "over", full, another, say("it is refused as a conflict and is not stored")


def _binds(other: Rule, rule: Rule, role: str) -> bool:
    """Tell whether another limit keeps a role, which this one leaves free, from having one row more than this one allows."""
    if (other.kind, other.entity, other.per) != ("limit", rule.entity, rule.per) or other.id == rule.id or (other.roles and role not in other.roles):
        return False
    return (other.maximum or 0) <= (rule.maximum or 0)


def _whose(about: About) -> str:
    """Return of whom and of what rows count together."""
    rule, say = about.rule, about.say
    who = say(" of one {who:one}", who=about.actor(rule.roles[0])) if rule.roles else say(" of one account") if rule.per == ACCOUNT else ""
    names = [name for name in (rule.per, *rule.scope) if name and name != ACCOUNT]
    return who + "".join(say(" of one {field}", field=about.label(name)) for name in names)


def _beside(about: About, full: str) -> Cases:
    """Yield what is stored though some rows are as many, or come to as much, as may be: what does not count with them."""
    rule, say, stored = about.rule, about.say, about.say("it is stored")
    if rule.per == ACCOUNT:
        yield "another", full, say("{it:a} from another account is sent"), stored
    elif rule.per:
        yield "another", full, say("{it:a} of another {field} is sent", field=about.label(rule.per)), stored
    if rule.scope and not any(_is_wider(other, rule) for other in rules_of(about.model)):
        yield "elsewhere", full, say("{it:a} of another {field} is sent", field=about.labels(rule.scope)), stored
    if rule.period:
        yield "next", full, say("{it:a} for the next {period} is sent", period=say(rule.period)), stored
    if about.left:
        freed = say("{full}, of which one is {state}", full=full, state=about.speech.value(about.left))
        yield "freed", freed, say("another one is sent"), stored


def _is_wider(other: Rule, rule: Rule) -> bool:
    """Tell whether another limit lets no more be of all together than this one of each scope."""
    if (other.kind, other.entity, other.per) != ("limit", rule.entity, rule.per) or other.scope or other.period:
        return False
    return (other.maximum or 0) <= (rule.maximum or 0)


def _total(about: About) -> Cases:
    rule, say, field = about.rule, about.say, about.label(about.rule.attribute)
    given = {"field": field, "most": _most(about), "whose": _whose(about)}
    when = say(" in one {period}", period=say(rule.period)) if rule.period else ""
    full = say("{it:many}{whose}{when} whose {field} comes to {most}", when=when, **given)
    less = say("{it:many}{whose}{when} whose {field} comes to less than {most}", when=when, **given)
    yield "within", less, say("one is sent that makes it so much"), say("it is stored")
    yield from _beside(about, full)
    yield "over", full, say("another one is sent"), say("it is refused as a conflict and is not stored")
    if about.can("update"):
        yield "raised", full, say("the {field} of one of them is made more", field=field), say("it is refused and it stays as it was")


def _most(about: About) -> str:
    """Return what a sum may come to, in words."""
    rule = about.rule
    if not rule.within:
        return about.speech.number(rule.maximum or 0)
    label = next(field.label for field in target_of(rule, about.resource, about.model).fields if field.name == rule.within)
    return about.say("the {field} of the {target}", field=about.speech.label(label), target=about.label(rule.per))


def _lead(about: About) -> Cases:
    rule, say, field = about.rule, about.say, about.moment
    done = say("it is sent") if rule.action == "create" else say("it is asked to {deed}", deed=about.deed(rule.action))
    yield "in_time", say("{it:a} whose {field} is far enough ahead", field=field), done, say("it is accepted")
    refused = say("it is refused as a conflict")
    if rule.minimum is not None:
        late = say("{it:a} whose {field} is less than {span} ahead", field=field, span=about.speech.span(rule.minimum))
        yield "late", late, done, refused
    if rule.maximum is not None:
        early = say("{it:a} whose {field} is more than {span} ahead", field=field, span=about.speech.span(rule.maximum))
        yield "early", early, done, refused


def _access(about: About) -> Cases:
    say = about.say
    for action in about.rule.actions:
        deed = about.deed(action)
        for role in about.rule.roles:
            if action != "create" and not (about.reaches(role) and about.can(action, role)):
                continue
            who = about.actor(role)
            yield f"may {action} {role}", *_signed_in(about, who, deed), say("it is done")
        for role in about.others:
            yield f"not {action} {role}", *_signed_in(about, about.actor(role), deed), say("it is refused and nothing changes")
        if not about.others:
            stranger = say("somebody who is not signed in wants to {deed} {it:a}", deed=deed)
            yield f"not {action}", say("a stored {it:one}"), stranger, say("it is refused and nothing changes")


def _signed_in(about: About, who: Noun, deed: Deed) -> tuple[str, str]:
    return about.say("the {who:one} is signed in", who=who), about.say("the {who:one} wants to {deed} {it:a}", who=who, deed=deed)


def _approval(about: About) -> Cases:
    rule, say, deed = about.rule, about.say, about.deed(about.rule.action)
    bounded = bool(rule.attribute) and rule.above is not None
    given = {"field": about.label(rule.attribute), "limit": about.speech.number(rule.above or 0)} if bounded else {}
    over = say("{it:a} whose {field} is more than {limit}", **given) if bounded else say("{it:a}")
    refused = say("it is refused and the state stays")
    for role in (role for role in rule.roles if rule.action not in _refused_elsewhere(about, role)):
        yield f"by {role}", over, say("the {who:one} wants to {deed} it", who=about.actor(role), deed=deed), say("it is done")
    for role in about.others:
        if not about.reaches(role):
            continue
        asked = say("the {who:one} wants to {deed} it", who=about.actor(role), deed=deed)
        if bounded and rule.action not in _refused_elsewhere(about, role):
            yield f"small {role}", say("{it:a} whose {field} is {limit}", **given), asked, say("it is done")
        yield f"not {role}", over, asked, refused
    if not about.others:
        yield "nobody", over, say("somebody who is not signed in wants to {deed} it", deed=deed), refused


def _visibility(about: About) -> Cases:
    say = about.say
    for role in about.rule.roles:
        who = about.actor(role)
        foreign = say("{it:a} that somebody else made")
        if about.can("create", role) and about.can("view", role):
            own, listing = say("{it:a} that the {who:one} made", who=who), say("the same {who:one} lists the {it:many}", who=who)
            yield f"own {role}", own, listing, say("it is in the list and can be read")
        if about.can("view", role):
            listing = say("the {who:one} lists the {it:many}", who=who)
            yield f"hidden {role}", foreign, listing, say("it is not in the list and reading it answers not found")
        if about.can("update", role):
            sent = say("the {who:one} sends new values for it", who=who)
            yield f"kept {role}", foreign, sent, say("the answer is not found and it stays as it was")


def _refused_elsewhere(about: About, role: str) -> set[str]:
    """Return the actions that another rule keeps this role from, whatever the row is."""
    rules = [rule for rule in rules_of(about.model) if rule.entity == about.resource.id and role not in rule.roles]
    alone = [rule.action for rule in rules if rule.kind == "approval" and not rule.attribute]
    return {*alone, *(action for rule in rules if rule.kind == "access" for action in rule.actions)}


def _queue(about: About) -> Cases:
    say, deed, done = about.say, about.deed(about.rule.action), about.say("it is done")
    yield "first", say("two {it:many} that wait"), say("the one that waits longest is asked to {deed}", deed=deed), done
    yield "then", say("two {it:many} of which the first is done"), say("the second is asked to {deed}", deed=deed), done
    if about.rule.scope:
        later = say("a later one of another {fields} is asked to {deed}", fields=about.labels(about.rule.scope), deed=deed)
        yield "elsewhere", say("{it:a} that waits"), later, done
    pushed = say("the later one is asked to {deed}", deed=deed)
    yield "pushed", say("two {it:many} that wait"), pushed, say("it is refused as a conflict and waits on")


def _expiry(about: About) -> Cases:
    rule, say = about.rule, about.say
    since = say("its {field}", field=about.label(rule.attribute)) if rule.attribute else say("it was made")
    given = {"span": about.speech.span(rule.minutes or 0), "since": since}
    for state in rule.states:
        if steps_to(about.resource, state) is not None:
            there, value = say("{it:a} that is {state}", state=about.speech.value(state)), about.speech.value
            short = say("less than {span} have passed since {since}", **given)
            yield f"before {state}", there, short, say("it is still {state}", state=value(state))
            yield f"after {state}", there, say("{span} have passed since {since}", **given), say("it is {state}", state=value(rule.target))


def _reminder(about: About) -> Cases:
    rule, say = about.rule, about.say
    given = {"field": about.label(rule.attribute), "span": about.speech.span(rule.minutes or 0)}
    opened, hidden = say("the due list is opened"), say("it is not in the list")
    yield "due", say("{it:a} whose {field} is less than {span} ahead", **given), opened, say("it is in the list and on the start page")
    yield "early", say("{it:a} whose {field} is more than {span} ahead", **given), opened, hidden
    if about.left:
        yield "done", say("a due {it:one} that is {state}", state=about.speech.value(about.left)), opened, hidden
    if rule.roles:
        for role in about.others:
            yield f"not {role}", say("a due {it:one}"), say("the {who:one} opens the due list", who=about.actor(role)), hidden


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
