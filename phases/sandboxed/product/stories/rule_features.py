"""Writes the module that keeps a rule: one template a kind, its constants and SQL filled in. Used through `features.feature_for_story`.

The module is the one place of its rule: where it is taken away, the rule is gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.product import templates
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.querying import OF_MAKER, columns, sql_literal
from phases.sandboxed.product.resources import Resource, resources_of, slug
from phases.sandboxed.product.rules import MOMENTS

Gaps = dict[str, str]
_PLAIN_WORDS = re.compile(r"[\w \-]*")
_CREATING = 'change.action not in WRITING or not changed(change, ("{}",))'
_KEYWORDS = frozenset({"FROM", "WHERE", "AND", "OR", "SET", "VALUES", "ORDER"})
MADE_AT, MADE_BY = "made_at", "made_by"


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


def _sql(statement: str, *values: str) -> str:
    """Return a statement as a literal: over several lines only where its values are plain words, which no line break could hurt."""
    plain = all(_PLAIN_WORDS.fullmatch(value) and not _KEYWORDS & set(value.split()) for value in values)
    return sql_literal(statement) if plain else literal(statement)


def _column(name: str) -> str:
    return f'"{name}"'


def _texts(values: Iterable[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def _unique(rule: Rule, resource: Resource) -> Gaps:
    equal = " AND ".join(f"{_column(name)} = :{name}" for name in rule.attributes)
    return {
        "attribute": rule.attributes[0],
        "equal": sql_literal(f'SELECT 1 FROM {_column(resource.id)} WHERE {equal} AND "id" <> :own_row LIMIT 1'),
    }


def _limits(rule: Rule, names: tuple[str, str] = ("LOWEST", "HIGHEST")) -> Gaps:
    """Return the constants and the condition of a value that lies outside."""
    given = [(name, limit, sign) for name, limit, sign in zip(names, (rule.minimum, rule.maximum), "<>", strict=True) if limit is not None]
    return {
        "constants": "".join(f"{name} = {literal(limit)}\n" for name, limit, _ in given),
        "outside": " or ".join(f"value {sign} {name}" for name, _, sign in given),
    }


def _bound(rule: Rule, resource: Resource) -> Gaps:
    return {"attribute": rule.attribute, **_limits(rule)}


def _chronology(rule: Rule, resource: Resource) -> Gaps:
    timed = _type(resource, rule.end) in MOMENTS
    return {
        "start": rule.start,
        "end": rule.end,
        "more": ", moment" if timed else "",
        "wrong": "moment(end) <= moment(start)" if timed else "end <= start",
    }


def _duration(rule: Rule, resource: Resource) -> Gaps:
    return {"start": rule.start, "end": rule.end, **_limits(rule, ("SHORTEST_MINUTES", "LONGEST_MINUTES"))}


def _counting(rule: Rule, resource: Resource, fields: Iterable[str]) -> Gaps:
    """Return what the rules share that leave rows in some states out: the fields that matter, and the states."""
    left_out = bool(rule.ignored)
    names = tuple(dict.fromkeys([*fields, *([resource.state] if left_out else [])]))
    return {
        "fields": literal(names),
        "ignored": f"# rows in these states do not count\nIGNORED = {literal(rule.ignored)}\n" if left_out else "",
        "unless": f' or change.after["{resource.state}"] in IGNORED' if left_out else "",
    }


def _counted(rule: Rule, resource: Resource, table: str = "") -> str:
    """Return the condition that leaves the ignored states out, empty where there are none."""
    place = f"{_column(table)}." if table else ""
    return f" AND {place}{_column(resource.state)} NOT IN ({_texts(rule.ignored)})" if rule.ignored else ""


def _no_overlap(rule: Rule, resource: Resource) -> Gaps:
    same = "".join(f" AND {_column(name)} = :{name}" for name in rule.scope)
    overlapping = (
        f'SELECT 1 FROM {_column(resource.id)} WHERE "id" <> :own_row AND {_column(rule.start)} < :{rule.end} AND {_column(rule.end)} > :{rule.start}'
        f"{same}{_counted(rule, resource)} LIMIT 1"
    )
    return {
        **_counting(rule, resource, (rule.start, rule.end, *rule.scope)),
        "overlapping": _sql(overlapping, *rule.ignored),
        "same": f" of the same {' and '.join(name.replace('_', ' ') for name in rule.scope)}" if rule.scope else "",
    }


def _capacity(rule: Rule, resource: Resource) -> Gaps:
    target = next(field.references for field in resource.fields if field.name == rule.reference)
    taken = f'SELECT COUNT(*) FROM {_column(resource.id)} WHERE {_column(rule.reference)} = :target AND "id" <> :own{_counted(rule, resource)}'
    own_room = f'SELECT {_column(rule.attribute)} FROM {_column(target)} WHERE "id" = :target'
    return {
        **_counting(rule, resource, (rule.reference,)),
        "reference": rule.reference,
        "place": f"ROOM = {sql_literal(own_room)}\n" if rule.attribute else f"ROOM = {literal(rule.maximum)}\n",
        "taken": _sql(taken, *rule.ignored),
        "room": (
            "found = change.store.connection.execute(ROOM, wanted).fetchone()\n    room = found[0] if found else None"
            if rule.attribute
            else 'room = ROOM if wanted["target"] is not None else None'
        ),
    }


def _limit(rule: Rule, resource: Resource) -> Gaps:
    fields = [name for name in (rule.per if rule.per != ACCOUNT else "", rule.on) if name]
    where, lines = ['"id" <> :own'], []
    by_account, by_moment = rule.per == ACCOUNT, rule.period and not rule.on
    if rule.per == ACCOUNT:
        where.append(f"{_column(MADE_BY)} = :account")
    elif rule.per:
        where.append(f"{_column(rule.per)} = :per")
        lines.append(f'wanted["per"] = change.after["{rule.per}"]')
    if rule.period:
        where.append(f"{_column(rule.on or MADE_AT)} >= :first AND {_column(rule.on or MADE_AT)} < :following")
    made = by_account or by_moment
    if made:
        lines.append("made = change.store.connection.execute(MADE, wanted).fetchone()")
    if by_account:
        lines.append('wanted["account"] = made["made_by"] if made else change.account.id')
    if rule.period:
        when = f'change.after["{rule.on}"]' if rule.on else 'made["made_at"] if made else as_text(change.now)'
        lines.append(f"when = {when}")
        if rule.on:
            lines += ["if when is None:", "    return"]
        lines.append(f'wanted["first"], wanted["following"] = period_of(when, "{rule.period}")')
    shared = ["changed", "own_id", *(["period_of"] if rule.period else [])]
    others = f"SELECT COUNT(*) FROM {_column(resource.id)} WHERE {' AND '.join(where)}{_counted(rule, resource)}"
    return {
        **_counting(rule, resource, fields),
        "maximum": literal(rule.maximum),
        "shared": ", ".join(shared),
        "clock_import": "from app.clock import as_text\n" if by_moment else "",
        "made": f"""MADE = 'SELECT "{MADE_BY}", "{MADE_AT}" FROM {_column(resource.id)} WHERE "id" = :own'\n""" if made else "",
        "others": _sql(others, *rule.ignored),
        "wanted": "\n".join(f"    {line}" for line in lines),
    }


def _lead(rule: Rule, resource: Resource) -> Gaps:
    # who may make a row at a moment only may not move one there either
    creating = rule.action == "create"
    return {
        "attribute": rule.attribute,
        "shared": "WRITING, changed, " if creating else "",
        "not_asked": _CREATING.format(rule.attribute) if creating else f'change.action != "{rule.action}"',
        "row": "after" if creating else "before",
        **_limits(rule, ("LEAST_MINUTES", "MOST_MINUTES")),
    }


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
    on, table = rule.on or MADE_AT, _column(resource.id)
    step = next((transition for transition in resource.transitions if transition.action == rule.action), None)
    waiting = f" AND other.{_column(resource.state)} IN ({_texts(source for source, _ in step.moves)})" if step else ""
    same = "".join(f" AND other.{_column(name)} IS own.{_column(name)}" for name in rule.scope)
    earlier = (
        f'SELECT 1 FROM {table} AS own, {table} AS other WHERE own."id" = :own AND other."id" <> own."id"{same}{waiting}'
        f' AND (other.{_column(on)}, other."id") < (own.{_column(on)}, own."id") LIMIT 1'
    )
    return {"action": rule.action, "earlier": _sql(earlier, *(source for source, _ in (step.moves if step else ())))}


def _expiry(rule: Rule, resource: Resource) -> Gaps:
    since, state = _column(rule.attribute or MADE_AT), _column(resource.state)
    over = f"{state} IN ({_texts(rule.states)}) AND {since} <= :started"
    return {
        "minutes": literal(rule.minutes),
        "target": literal(rule.target),
        "expired": _sql(f"SELECT 1 FROM {_column(resource.id)} WHERE {over} LIMIT 1", *rule.states),
        "move": _sql(f"UPDATE {_column(resource.id)} SET {state} = :target WHERE {over}", *rule.states),
        "date": literal(bool(rule.attribute) and _type(resource, rule.attribute) == "date"),
    }


def _reminder(rule: Rule, resource: Resource) -> Gaps:
    when = _column(rule.attribute)
    where = f"{when} <= :until AND {OF_MAKER}{_counted(rule, resource)}"
    near = f'SELECT {columns(resource)} FROM {_column(resource.id)} WHERE {where} ORDER BY {when}, "id" LIMIT 100'
    return {
        "attribute": rule.attribute,
        "minutes": literal(rule.minutes),
        "near": _sql(near, *rule.ignored),
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
    "no_overlap": _no_overlap,
    "capacity": _capacity,
    "limit": _limit,
    "lead": _lead,
    "access": _access,
    "approval": _approval,
    "visibility": _visibility,
    "queue": _queue,
    "expiry": _expiry,
    "reminder": _reminder,
}
