"""What carries each rule of the idea: a constraint of the database, a module of the product, or people. Used by the ERD.

A constraint is named only where the executed schema has it. A rule in a module of its own rests on columns, which have to exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import deeds, step_deed, told
from phases.sandboxed.planning.claims import Given
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.product.stories.rule_features import rule_module
from phases.sandboxed.speech import speech_of

MAKER, MOMENT = "made_by", "made_at"
_BY_ENTRY = ("expiry", "queue", "limit", "total")
_COUNTING = ("limit", "total")


def carriers(model: DomainModel, domain: Given, tables: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one entry a rule, with claims; `tables` are those that the database reported, by name."""
    resources = dict(zip((entity.id for entity in model.entities), resources_of(model), strict=True))
    return [_carrier(index, rule, model, domain, resources, tables) for index, rule in enumerate(model.rules)]


def _carrier(
    index: int, rule: Rule, model: DomainModel, domain: Given, resources: Mapping[str, Resource], tables: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    entry = {"rule": rule.id, "kind": rule.kind}
    pointer, said, speech = f"/rules/{index}/text", told(rule, model), speech_of(model)
    if not rule.checkable:
        text = domain.claim(speech.say("{rule} Nothing in the product tells whether it holds; people do.", rule=said), pointer)
        return {**entry, "carried_by": "people", "where": "", "columns": [], "text": text}
    resource = resources[rule.entity]
    columns = [f"{resource.id}.{name}" for name in columns_of(rule)]
    if rule.kind == "required" and _is_required(tables.get(resource.id), rule.attribute):
        where = f"{resource.id}.{rule.attribute} NOT NULL"
        refused = speech.say("{rule} The database refuses a row without it ({where}), and the form names the field.", rule=said, where=where)
        text = domain.claim(refused, pointer)
        return {**entry, "carried_by": "constraint", "where": where, "columns": columns, "text": text}
    where = f"app/features/{rule_module(rule)}.py"
    entity = model.entity(rule.entity)
    at = speech.deeds([step_deed(entity, deed, speech) for deed in deeds(rule)], "and") if deeds(rule) else speech.deed(speech.say("every request"))
    kept = speech.say("{rule} The module {where} keeps it at {deeds}, inside the transaction that writes.", rule=said, where=where, deeds=at)
    text = domain.claim(kept, pointer)
    return {**entry, "carried_by": "module", "where": where, "columns": columns, "text": text}


def columns_of(rule: Rule) -> tuple[str, ...]:
    """Return the columns of its table that a rule reads: those that it names, and who made a row when, where it counts by that."""
    elsewhere = rule.kind == "capacity" or rule.through
    named = ["" if elsewhere else rule.attribute, rule.start, rule.end, rule.reference, rule.through, rule.on, *rule.attributes, *rule.scope]
    named.append(rule.per if rule.per != ACCOUNT else MAKER)
    if rule.kind == "visibility":
        named.append(MAKER)
    dated = rule.on or (rule.attribute and rule.kind not in _COUNTING)
    if rule.kind in _BY_ENTRY and not dated and (rule.period or rule.kind not in _COUNTING):
        named.append(MOMENT)
    return tuple(dict.fromkeys(name for name in named if name))


def _is_required(table: Mapping[str, Any] | None, column: str) -> bool:
    return table is not None and any(entry["name"] == column and entry["required"] for entry in table["columns"])
