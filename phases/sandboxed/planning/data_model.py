"""The entity-relationship model, written from what the database itself said of the executed schema. Used by DataModelAgent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.domain import DomainModel, Entity
from phases.sandboxed.planning.carriers import carriers
from phases.sandboxed.planning.claims import Given
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.speech import saying, speech_of


def erd(model: DomainModel, domain: Given, sql: str, report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of an ERD artifact, with claims. Raises KeyError when the database has no table for an entity."""
    seen = {table["name"]: table for table in report["data"]["tables"]}
    resources = resources_of(model)
    pairs = list(zip(model.entities, resources, strict=True))
    return {
        "entities": [_entity(index, entity, seen[resource.id], domain) for index, (entity, resource) in enumerate(pairs)],
        "relations": [
            relation for index, (entity, resource) in enumerate(pairs) for relation in _relations(index, entity, seen[resource.id], domain, model)
        ],
        "rules": carriers(model, domain, seen),
        "constraints": [entry for resource in resources for entry in _constraints(resource)],
        "sql": sql,
    }


def _entity(index: int, entity: Entity, table: Mapping[str, Any], domain: Given) -> dict[str, Any]:
    return {
        "entity": entity.id,
        "table": table["name"],
        "purpose": domain.claim(sentence(entity.description), f"/entities/{index}/description"),
        "columns": table["columns"],
    }


def _relations(index: int, entity: Entity, table: Mapping[str, Any], domain: Given, model: DomainModel) -> list[dict[str, Any]]:
    found, speech = [], speech_of(model)
    places = {attribute.name: place for place, attribute in enumerate(entity.attributes)}
    for key in table["foreign_keys"]:
        target = next(other for other, resource in zip(model.entities, resources_of(model), strict=True) if resource.id == key["table"])
        label = next((entry.label for entry in entity.attributes if entry.name == key["column"]), "") or key["column"].replace("_", " ")
        given = {"target": speech.thing(target), "field": speech.label(label)}
        text = speech.say("{it:A} refers to {target:a} by {field}.", it=speech.thing(entity), **given)
        pointer = f"/entities/{index}/attributes/{places[key['column']]}" if key["column"] in places else f"/entities/{index}/attributes"
        found.append(
            {
                "from": entity.id,
                "to": target.id,
                "column": key["column"],
                "cardinality": "many to one",
                "on_delete": key["on_delete"],
                "statement": domain.claim(text, pointer),
            }
        )
    return found


def _constraints(resource: Resource) -> list[dict[str, Any]]:
    found, say = [], saying(resource)
    for field in resource.fields:
        name, place = speech_of(resource).label(field.label), {"table": resource.id, "column": field.name}
        if field.required:
            found.append({**place, "kind": "not_null", "rule": say("{field} is required", field=name)})
        if field.type == "enum":
            found.append({**place, "kind": "values", "rule": say("{field} is one of {values}", field=name, values=", ".join(field.values))})
        if field.type == "boolean":
            found.append({**place, "kind": "values", "rule": say("{field} is 0 or 1", field=name)})
        if field.type == "reference":
            row = say("{field} is the id of a row of {table}", field=name, table=field.references)
            found.append({**place, "kind": "reference", "rule": row})
    return found
