from __future__ import annotations

import sqlite3

import pytest

from phases.sandboxed.planning.schema_probe import open_schema, probes, tables
from phases.sandboxed.product.contract import sql_schema
from phases.sandboxed.product.resources import resources_of
from tests.unit.phases.planning.cast import CLINIC, MODELS


@pytest.mark.parametrize("name", MODELS)
def test_the_products_schema_refuses_every_broken_row(name: str):
    found = list(probes(open_schema(sql_schema(MODELS[name])), resources_of(MODELS[name])))
    assert found
    assert [probe for probe in found if not probe.refused] == []


@pytest.mark.parametrize(
    ("cut", "kind", "place"),
    [
        ("CHECK (\"status\" IN ('booked', 'seen', 'cancelled'))", "values", "appointment.status"),
        ('REFERENCES "patient" ("id") ON DELETE RESTRICT', "reference", "appointment.patient_id"),
    ],
)
def test_a_constraint_that_is_missing_is_found(cut: str, kind: str, place: str):
    sql = sql_schema(CLINIC)
    assert cut in sql
    found = list(probes(open_schema(sql.replace(cut, "")), resources_of(CLINIC)))
    assert [(f"{probe.table}.{probe.column}", probe.kind) for probe in found if not probe.refused] == [(place, kind)]


def test_tables_tell_what_the_database_holds():
    appointment, patient = tables(open_schema(sql_schema(CLINIC)))
    assert patient["columns"][0] == {"name": "id", "type": "INTEGER", "required": False, "primary_key": True}
    assert appointment["foreign_keys"] == [{"column": "patient_id", "table": "patient", "references": "id", "on_delete": "RESTRICT"}]


def test_a_table_that_is_missing_is_an_error():
    with pytest.raises(sqlite3.Error):
        list(probes(open_schema('CREATE TABLE "patient" ("id" INTEGER PRIMARY KEY)'), resources_of(CLINIC)))
