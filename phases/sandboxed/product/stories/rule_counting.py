"""Blanks of the modules of rules that count or compare rows: no_overlap, capacity, limit, total. Used by `rule_features`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.product.stories.rule_gaps import MADE_AT, MADE_BY, Gaps, column, counted, statement


def _counting(rule: Rule, resource: Resource, fields: Iterable[str]) -> Gaps:
    """Return what the rules share that leave rows in some states out: the fields that matter, and the states."""
    left_out = bool(rule.ignored)
    names = tuple(dict.fromkeys([*fields, *([resource.state] if left_out else [])]))
    return {
        "fields": literal(names),
        "ignored": f"# rows in these states do not count\nIGNORED = {literal(rule.ignored)}\n" if left_out else "",
        "unless": f' or change.after["{resource.state}"] in IGNORED' if left_out else "",
    }


def _no_overlap(rule: Rule, resource: Resource) -> Gaps:
    same = "".join(f" AND {column(name)} = :{name}" for name in rule.scope)
    overlapping = (
        f'SELECT 1 FROM {column(resource.id)} WHERE "id" <> :own_row AND {column(rule.start)} < :{rule.end} AND {column(rule.end)} > :{rule.start}'
        f"{same}{counted(rule, resource)} LIMIT 1"
    )
    return {
        **_counting(rule, resource, (rule.start, rule.end, *rule.scope)),
        "overlapping": statement(overlapping, *rule.ignored),
        "same": f" of the same {' and '.join(name.replace('_', ' ') for name in rule.scope)}" if rule.scope else "",
    }


def _capacity(rule: Rule, resource: Resource) -> Gaps:
    target = next(field.references for field in resource.fields if field.name == rule.reference)
    taken = f'SELECT COUNT(*) FROM {column(resource.id)} WHERE {column(rule.reference)} = :target AND "id" <> :own{counted(rule, resource)}'
    own_room = f'SELECT {column(rule.attribute)} FROM {column(target)} WHERE "id" = :target'
    return {
        **_counting(rule, resource, (rule.reference,)),
        "reference": rule.reference,
        "place": f"ROOM = {statement(own_room)}\n" if rule.attribute else f"ROOM = {literal(rule.maximum)}\n",
        "taken": statement(taken, *rule.ignored),
        "room": (
            "found = change.store.connection.execute(ROOM, wanted).fetchone()\n    room = found[0] if found else None"
            if rule.attribute
            else 'room = ROOM if wanted["target"] is not None else None'
        ),
    }


@dataclass(frozen=True, kw_only=True)
class _Together:
    """Which other rows count with the row that changes: the fields that say so, the condition, and the lines that find its values."""

    fields: tuple[str, ...]
    condition: str
    lines: tuple[str, ...]
    made: str
    shared: tuple[str, ...]
    by_moment: bool


def _together(rule: Rule, resource: Resource) -> _Together:
    """Return which rows a limit or a total takes together: those of one account or value, of equal scope, of one period."""
    by_account, by_moment = rule.per == ACCOUNT, bool(rule.period) and not rule.on
    alike = (*((rule.per,) if rule.per and not by_account else ()), *rule.scope)
    lines = [f'wanted["same_{name}"] = change.after["{name}"]' for name in alike]
    where = ['"id" <> :own', *(f"{column(name)} = :same_{name}" for name in alike)]
    if by_account or by_moment:
        lines.append("made = change.store.connection.execute(MADE, wanted).fetchone()")
    if rule.roles:
        lines += ['role = made["role"] if made else change.account.role', "if role not in ROLES:", "    return"]
    if by_account:
        where.append(f"{column(MADE_BY)} = :account")
        lines.append('wanted["account"] = made["made_by"] if made else change.account.id')
    if rule.period:
        where.append(f"{column(rule.on or MADE_AT)} >= :first AND {column(rule.on or MADE_AT)} < :following")
        lines += _period(rule)
    return _Together(
        fields=tuple(name for name in (*alike, rule.on) if name),
        condition=" AND ".join(where) + counted(rule, resource),
        lines=tuple(lines),
        made=_made(rule, resource) if by_account or by_moment else "",
        shared=("changed", "own_id", *(["period_of"] if rule.period else [])),
        by_moment=by_moment,
    )


def _period(rule: Rule) -> list[str]:
    """Return the lines that find the period of the row; a row without its date counts in none."""
    when = f'change.after["{rule.on}"]' if rule.on else 'made["made_at"] if made else as_text(change.now)'
    missing = ["if when is None:", "    return"] if rule.on else []
    return [f"when = {when}", *missing, f'wanted["first"], wanted["following"] = period_of(when, "{rule.period}")']


def _made(rule: Rule, resource: Resource) -> str:
    """Return the constant that reads who made the row and when, and in which role where the rule asks for it."""
    role = f', (SELECT "role" FROM "_account" WHERE "_account"."id" = "{MADE_BY}") AS "role"' if rule.roles else ""
    return f"""MADE = {statement(f'SELECT "{MADE_BY}", "{MADE_AT}"{role} FROM {column(resource.id)} WHERE "id" = :own')}\n"""


def _alike(rule: Rule, resource: Resource, together: _Together, counted: tuple[str, ...] = ()) -> Gaps:
    """Return the blanks that limits and totals share."""
    return {
        **_counting(rule, resource, (*counted, *together.fields)),
        "shared": ", ".join(together.shared),
        "clock_import": "from app.clock import as_text\n" if together.by_moment else "",
        "made": together.made,
        "wanted": "".join(f"    {line}\n" for line in together.lines),
    }


def _limit(rule: Rule, resource: Resource) -> Gaps:
    together = _together(rule, resource)
    others = f"SELECT COUNT(*) FROM {column(resource.id)} WHERE {together.condition}"
    return {
        **_alike(rule, resource, together),
        "maximum": literal(rule.maximum),
        "roles": f"# the roles that it binds\nROLES = {literal(rule.roles)}\n" if rule.roles else "",
        "others": statement(others, *rule.ignored),
    }


def _total(rule: Rule, resource: Resource) -> Gaps:
    together = _together(rule, resource)
    others = f"SELECT COALESCE(SUM({column(rule.attribute)}), 0) FROM {column(resource.id)} WHERE {together.condition}"
    target = next((field.references for field in resource.fields if field.name == rule.per), "")
    within = f'SELECT {column(rule.within)} FROM {column(target)} WHERE "id" = :same_{rule.per}'
    found = "found = change.store.connection.execute(MOST, wanted).fetchone()\n    most = found[0] if found else None"
    return {
        **_alike(rule, resource, together, (rule.attribute,)),
        "attribute": rule.attribute,
        "constants": f"MOST = {statement(within)}\n" if rule.within else f"MOST = {literal(rule.maximum)}\n",
        "others": statement(others, *rule.ignored),
        "most": found if rule.within else "most = MOST",
    }


GAPS: dict[str, Callable[[Rule, Resource], Gaps]] = {"no_overlap": _no_overlap, "capacity": _capacity, "limit": _limit, "total": _total}
