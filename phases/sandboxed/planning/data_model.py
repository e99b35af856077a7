"""The entity-relationship model, written from what the database itself said of the executed schema. Used by DataModelAgent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.domain import DomainModel, Entity
from phases.sandboxed.planning.carriers import carriers
from phases.sandboxed.planning.claims import Given
from phases.sandboxed.planning.wording import lower, sentence, with_article
from phases.sandboxed.product.resources import Resource, resources_of


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
    found = []
    places = {attribute.name: place for place, attribute in enumerate(entity.attributes)}
    for key in table["foreign_keys"]:
        target = next(other for other, resource in zip(model.entities, resources_of(model), strict=True) if resource.id == key["table"])
        text = f"{sentence(with_article(entity.name))[:-1]} refers to {with_article(target.name)} by {key['column'].replace('_', ' ')}."
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
    found = []
    for field in resource.fields:
        name = lower(field.label)
        if field.required:
            found.append({"table": resource.id, "column": field.name, "kind": "not_null", "rule": f"{name} is required"})
        if field.type == "enum":
            found.append({"table": resource.id, "column": field.name, "kind": "values", "rule": f"{name} is one of {', '.join(field.values)}"})
        if field.type == "boolean":
            found.append({"table": resource.id, "column": field.name, "kind": "values", "rule": f"{name} is 0 or 1"})
        if field.type == "reference":
            found.append(
                {"table": resource.id, "column": field.name, "kind": "reference", "rule": f"{name} is the id of a row of {field.references}"}
            )
    return found
