"""Writes the module that keeps a rule: one template a kind, its constants and SQL filled in. Used through `features.feature_for_story`.

The module is the one place of its rule: where it is taken away, the rule is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.product import templates
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.querying import OF_MAKER, columns, sql_literal
from phases.sandboxed.product.resources import Resource, resources_of, slug
from phases.sandboxed.product.rules import MOMENTS
from phases.sandboxed.product.stories import rule_counting
from phases.sandboxed.product.stories.rule_gaps import MADE_AT, Gaps, column, counted, outside, statement, texts

_CREATING = 'change.action not in WRITING or not changed(change, ("{}",))'


def rule_module(rule: Rule) -> str:
    """Return the name of a rule's module in `app/features`."""
    name = slug(rule.id, joiner="_")
    return name if name.startswith("rule") else f"rule_{name}"


def rule_source(model: Any, rule: Rule, story_id: str) -> str | None:
    """Return the source of the module that keeps a rule (in the product's names); None for kind `required`, which the resource declares."""
    if rule.kind == "required":
        return None
    resource = next(resource for resource in resources_of(model) if resource.id == rule.entity)
    common = {"story": story_id, "said": _plain(rule.text), "rule": literal(rule.id), "text": literal(_sentence(rule.text)), "id": resource.id}
    template = "access" if rule.kind == "approval" and not _limited(rule) else rule.kind
    return templates.fill(f"features/rules/{template}.py", **common, **_GAPS[rule.kind](rule, resource))


def _sentence(text: str) -> str:
    flat = " ".join(text.split())
    flat = flat[:1].upper() + flat[1:]
    return flat if flat.endswith((".", "!", "?")) else f"{flat}."


def _plain(text: str) -> str:
    """Return a text that may stand in a docstring."""
    flat = _sentence(text).replace("\\", "/").replace('"', "'")
    return flat if len(flat) <= 120 else f"{flat[:119]}…"


def _unique(rule: Rule, resource: Resource) -> Gaps:
    equal = " AND ".join(f"{column(name)} = :{name}" for name in rule.attributes)
    return {
        "attribute": rule.attributes[0],
        "equal": sql_literal(f'SELECT 1 FROM {column(resource.id)} WHERE {equal} AND "id" <> :own_row LIMIT 1'),
    }


def _bound(rule: Rule, resource: Resource) -> Gaps:
    return {"attribute": rule.attribute, **outside(rule)}


def _chronology(rule: Rule, resource: Resource) -> Gaps:
    timed = _type(resource, rule.end) in MOMENTS
    return {
        "start": rule.start,
        "end": rule.end,
        "more": ", moment" if timed else "",
        "wrong": "moment(end) <= moment(start)" if timed else "end <= start",
    }


def _duration(rule: Rule, resource: Resource) -> Gaps:
    return {"start": rule.start, "end": rule.end, **outside(rule, ("SHORTEST_MINUTES", "LONGEST_MINUTES"))}


def _lead(rule: Rule, resource: Resource) -> Gaps:
    # who may make a row at a moment only may not move one there either
    creating = rule.action == "create"
    row = "after" if creating else "before"
    return {
        "shared": "WRITING, changed, " if creating else "",
        "not_asked": _CREATING.format(rule.through or rule.attribute) if creating else f'change.action != "{rule.action}"',
        "moment": f"MOMENT = {_elsewhere(rule, resource)}\n" if rule.through else "",
        "planned": f'found = change.store.connection.execute(MOMENT, {{"target": change.{row}["{rule.through}"]}}).fetchone()\n'
        "    planned = found[0] if found else None"
        if rule.through
        else f'planned = change.{row}["{rule.attribute}"]',
        **outside(rule, ("LEAST_MINUTES", "MOST_MINUTES")),
    }


def _elsewhere(rule: Rule, resource: Resource) -> str:
    """Return the statement that reads the moment of the row to which one refers."""
    target = next(field.references for field in resource.fields if field.name == rule.through)
    return statement(f'SELECT {column(rule.attribute)} FROM {column(target)} WHERE "id" = :target')


def _access(rule: Rule, resource: Resource) -> Gaps:
    return {"actions": literal(rule.actions), "roles": literal(rule.roles)}


def _approval(rule: Rule, resource: Resource) -> Gaps:
    roles = {"roles": literal(rule.roles)}
    if not _limited(rule):
        return {**roles, "actions": literal((rule.action,))}
    return {**roles, "action": rule.action, "attribute": rule.attribute, "limit": literal(rule.above)}


def _limited(rule: Rule) -> bool:
    """Tell whether an approval is asked of some rows only; else it is a matter of roles alone."""
    return bool(rule.attribute) and rule.above is not None


def _visibility(rule: Rule, resource: Resource) -> Gaps:
    return {"roles": literal(rule.roles)}


def _queue(rule: Rule, resource: Resource) -> Gaps:
    on, table = rule.on or MADE_AT, column(resource.id)
    step = next((transition for transition in resource.transitions if transition.action == rule.action), None)
    waiting = f" AND other.{column(resource.state)} IN ({texts(source for source, _ in step.moves)})" if step else ""
    same = "".join(f" AND other.{column(name)} IS own.{column(name)}" for name in rule.scope)
    earlier = (
        f'SELECT 1 FROM {table} AS own, {table} AS other WHERE own."id" = :own AND other."id" <> own."id"{same}{waiting}'
        f' AND (other.{column(on)}, other."id") < (own.{column(on)}, own."id") LIMIT 1'
    )
    return {"action": rule.action, "earlier": statement(earlier, *(source for source, _ in (step.moves if step else ())))}


def _expiry(rule: Rule, resource: Resource) -> Gaps:
    since, state = column(rule.attribute or MADE_AT), column(resource.state)
    over = f"{state} IN ({texts(rule.states)}) AND {since} <= :started"
    return {
        "minutes": literal(rule.minutes),
        "target": literal(rule.target),
        "expired": statement(f"SELECT 1 FROM {column(resource.id)} WHERE {over} LIMIT 1", *rule.states),
        "move": statement(f"UPDATE {column(resource.id)} SET {state} = :target WHERE {over}", *rule.states),
        "date": literal(bool(rule.attribute) and _type(resource, rule.attribute) == "date"),
    }


def _reminder(rule: Rule, resource: Resource) -> Gaps:
    when = column(rule.attribute)
    where = f"{when} <= :until AND {OF_MAKER}{counted(rule, resource)}"
    near = f'SELECT {columns(resource)} FROM {column(resource.id)} WHERE {where} ORDER BY {when}, "id" LIMIT 100'
    return {
        "attribute": rule.attribute,
        "minutes": literal(rule.minutes),
        "near": statement(near, *rule.ignored),
        "roles": f"ROLES = {literal(rule.roles)}\n" if rule.roles else "",
        "not_asked": 'store.account.role not in ROLES or not store.may(RESOURCE, "view")' if rule.roles else 'not store.may(RESOURCE, "view")',
        "date": literal(_type(resource, rule.attribute) == "date"),
    }


def _type(resource: Resource, name: str) -> str:
    return next(field.type for field in resource.fields if field.name == name)


_GAPS: dict[str, Callable[[Rule, Resource], Gaps]] = {
    "unique": _unique,
    "bound": _bound,
    "chronology": _chronology,
    "duration": _duration,
    **rule_counting.GAPS,
    "lead": _lead,
    "access": _access,
    "approval": _approval,
    "visibility": _visibility,
    "queue": _queue,
    "expiry": _expiry,
    "reminder": _reminder,
}
