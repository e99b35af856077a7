"""Measures of success that the product's own records can answer: each with its formula as a query. Used by tool.ideation.kpiDesigner.

A query reads the tables of the product as its contract declares them, with `made_by` and `made_at` of every row. `:since` is the start
of the time looked at, `:before` the time by which a row is old. `answered` executes one, as guard.ideationDepth does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import attribute_label, step_deed
from phases.sandboxed.planning.schema_probe import open_schema
from phases.sandboxed.product.contract import sql_schema
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.speech import saying, speech_of

MOST_THINGS = 3
_HIDDEN = ("made_by", "made_at")
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})
_TIMES = {"since": "2000-01-01T00:00:00Z", "before": "2000-01-08T00:00:00Z"}
MOST_STEPS = 1_000_000


def kpis(model: DomainModel) -> list[dict[str, Any]]:
    """Return {id, entity, rule (`ideation.kpi.*`), basis (rule of the idea or empty), name, formula, sql, operator, target, unit}."""
    resources = dict(zip((entity.id for entity in model.entities), resources_of(model), strict=True))
    found = [*_of_things(model, resources), *_of_rules(model, resources)]
    distinct = list({entry["sql"]: entry for entry in reversed(found)}.values())[::-1]
    return [{"id": f"K-{number:02}", **entry} for number, entry in enumerate(distinct, 1)]


def _of_things(model: DomainModel, resources: dict[str, Resource]) -> Iterator[dict[str, Any]]:
    for position, entity in enumerate(model.entities[:MOST_THINGS]):
        resource = resources[entity.id]
        say = saying(resource)
        yield _kpi(entity.id, "adoption", say("{it:names} entered in the first month"), say("count({it:many} with made_at >= since)"),
                   f'SELECT COUNT(*) FROM "{resource.id}" WHERE "made_at" >= :since', ">=", 10, "records")  # fmt: skip
        if position == 0:
            yield _kpi(entity.id, "active", say("People who entered {it:many} in a week"),
                       say("count(distinct made_by of {it:many} with made_at >= since)"),
                       f'SELECT COUNT(DISTINCT "made_by") FROM "{resource.id}" WHERE "made_at" >= :since', ">=", 3, "people")  # fmt: skip
        if resource.state:
            given = {"field": resource.state, "state": resource.initial}
            yield _kpi(entity.id, "completion", say("{it:names} that left the state {state}", state=resource.initial),
                       say("count({it:many} whose {field} is not {state}) / count({it:many})", **given),
                       _share(resource, f'"{resource.state}" <> {_text(resource.initial)}'), ">=", 0.5, "share")  # fmt: skip


def _of_rules(model: DomainModel, resources: dict[str, Resource]) -> Iterator[dict[str, Any]]:
    for rule in model.rules:
        if rule.checkable:
            yield from _of_rule(rule, model, resources)


def _of_rule(rule: Rule, model: DomainModel, resources: dict[str, Resource]) -> Iterator[dict[str, Any]]:
    entity, resource = model.entity(rule.entity), resources[rule.entity]
    say, speech = saying(resource), speech_of(model)
    if rule.kind == "expiry" and resource.state:
        yield _kpi(entity.id, "expired", say("{it:names} that ran out and became {state}", state=rule.target),
                   say("count({it:many} whose {field} is {state}) / count({it:many})", field=resource.state, state=rule.target),
                   _share(resource, f'"{resource.state}" = {_text(rule.target)}'), "<=", 0.1, "share", rule)  # fmt: skip
    if rule.kind in ("approval", "queue") and resource.state:
        waits = next((source for step in resource.transitions if step.action == rule.action for source, _ in step.moves), "")
        if waits:
            deed = step_deed(entity, rule.action, speech)
            given = {"field": resource.state, "state": waits}
            yield _kpi(entity.id, "waiting", say("{it:names} that wait for the step {deed} for more than a week", deed=deed),
                       say("count({it:many} whose {field} is {state} and made_at < before) / count({it:many})", **given),
                       _share(resource, f'"{resource.state}" = {_text(waits)} AND "made_at" < :before'), "<=", 0.2, "share", rule)  # fmt: skip
    if rule.kind == "capacity":
        yield _filled(rule, model, resources)
    if rule.kind == "no_overlap":
        start, end = rule.start, rule.end
        scope = speech.listed(attribute_label(entity, name, speech) for name in rule.scope) or say("{it:one}")
        ends = {"start": attribute_label(entity, start, speech), "end": attribute_label(entity, end, speech)}
        yield _kpi(entity.id, "used", say("Hours in which each {scope} is taken by {it:many}", scope=scope),
                   say("sum({end} - {start} of {it:many} with made_at >= since) in hours", **ends),
                   f'SELECT COALESCE(SUM((julianday("{end}") - julianday("{start}")) * 24), 0) FROM "{resource.id}" WHERE "made_at" >= :since',
                   ">=", 10, "hours", rule)  # fmt: skip


def _filled(rule: Rule, model: DomainModel, resources: dict[str, Resource]) -> dict[str, Any]:
    entity, resource = model.entity(rule.entity), resources[rule.entity]
    field = next(field for field in resource.fields if field.name == rule.reference)
    say, target = saying(resource), attribute_label(entity, rule.reference, speech_of(model))
    room = f'SUM("{rule.attribute}")' if rule.attribute else f"{rule.maximum:g} * COUNT(*)"
    places = say("sum({field} of all)", field=rule.attribute) if rule.attribute else say("{most} * count of all", most=f"{rule.maximum:g}")
    return _kpi(entity.id, "filled", say("How full each {target} is with {it:many}", target=target),
                say("count({it:many}) / {places} {target}", places=places, target=target),
                f'SELECT 1.0 * COUNT(*) / (SELECT {room} FROM "{field.references}") FROM "{resource.id}"', ">=", 0.5, "share", rule)  # fmt: skip


def _kpi(
    entity: str, kind: str, name: str, formula: str, sql: str, operator: str, target: float, unit: str, rule: Rule | None = None
) -> dict[str, Any]:
    return {
        "entity": entity,
        "rule": f"ideation.kpi.{kind}",
        "basis": rule.id if rule else "",
        "name": name,
        "formula": formula,
        "sql": sql,
        "operator": operator,
        "target": target,
        "unit": unit,
    }


def _share(resource: Resource, condition: str) -> str:
    return f'SELECT 1.0 * SUM({condition}) / COUNT(*) FROM "{resource.id}"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def answered(model: Any, sql: str) -> str:
    """Execute a query over the product's empty tables; return why it cannot be answered, '' when it can. It may read, and nothing else."""
    connection = open_schema(sql_schema(model))
    try:
        for resource in resources_of(model):
            known = {row[1] for row in connection.execute(f'PRAGMA table_info("{resource.id}")')}
            for column in _HIDDEN:
                if column not in known:
                    connection.execute(f'ALTER TABLE "{resource.id}" ADD COLUMN "{column}" TEXT')
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
        connection.set_progress_handler(lambda: 1, MOST_STEPS)
        rows = connection.execute(sql, _TIMES).fetchmany(2)
        return "" if len(rows) == 1 and len(rows[0]) == 1 else "it gives no single figure"
    except sqlite3.Error as error:
        return str(error)
    finally:
        connection.close()
