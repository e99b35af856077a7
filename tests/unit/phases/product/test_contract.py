"""The contract: OpenAPI document and SQL schema."""

from __future__ import annotations

import sqlite3

import pytest

from phases.sandboxed.product.contract import openapi_document, sql_schema
from tests.unit.phases.product.models import MODELS, TODO


@pytest.mark.parametrize("name", MODELS)
def test_the_schema_is_accepted_by_sqlite_and_keeps_its_foreign_keys(name):
    database = sqlite3.connect(":memory:")
    database.executescript(sql_schema(MODELS[name]))
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}
    assert tables == {entity["id"] for entity in MODELS[name]["entities"]}
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()


@pytest.mark.parametrize("name", MODELS)
def test_operation_ids_are_unique_and_references_resolve(name):
    document = openapi_document(MODELS[name])
    operations = [operation for item in document["paths"].values() for method, operation in item.items() if method != "parameters"]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    for operation in operations:
        for response in operation["responses"].values():
            assert set(response.get("links", ())) <= set(ids)


def test_every_transition_is_an_operation():
    paths = openapi_document(TODO)["paths"]
    assert list(paths["/api/todos/{id}/complete"]) == ["parameters", "post"]
    assert "/api/lists/{id}/complete" not in paths


def test_a_client_may_not_set_the_state():
    schemas = openapi_document(TODO)["components"]["schemas"]
    assert "status" in schemas["Todo"]["properties"]
    assert "status" not in schemas["TodoInput"]["properties"]
    assert schemas["TodoInput"]["required"] == ["title", "priority"]
