"""The product's contract: its OpenAPI document and its SQL schema, both written from the domain model alone.

Used by the architecture agents (who publish it) and by the build (which ships it): one source, so no drift.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.product.operations import HEALTH_PATH, SCHEMAS, operations_of, schemas_of
from phases.sandboxed.product.resources import Field, Resource, as_mapping, resources_of, roles_of
from phases.sandboxed.product.rule_notes import note_rules
from phases.sandboxed.product.signing import PATH, SECURITY, SECURITY_SCHEMES, session_path, session_schemas

PRODUCT_VERSION = "0.1.0"
# no attribute can have these names, see `resources`
HIDDEN_COLUMNS = ('"made_by" INTEGER NOT NULL DEFAULT 0', "\"made_at\" TEXT NOT NULL DEFAULT ''")
SQL_TYPES = {
    "text": "TEXT",
    "date": "TEXT",
    "datetime": "TEXT",
    "enum": "TEXT",
    "integer": "INTEGER",
    "boolean": "INTEGER",
    "reference": "INTEGER",
    "number": "REAL",
}


def openapi_document(model: Any) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the product for a domain model (dict or DomainModel)."""
    about = as_mapping(model)
    resources = resources_of(about)
    paths: dict[str, Any] = {"/healthz": HEALTH_PATH, PATH: session_path()}
    schemas: dict[str, Any] = {**SCHEMAS, **session_schemas(roles_of(about))}
    for resource in resources:
        paths.update(operations_of(resource))
        schemas.update(schemas_of(resource))
    note_rules(about, paths)
    return {
        "openapi": "3.1.0",
        "info": {"title": about["title"], "version": PRODUCT_VERSION, "description": about.get("summary") or about["title"]},
        "servers": [{"url": "/"}],
        "security": SECURITY,
        "tags": [{"name": resource.plural, "description": resource.description} for resource in resources],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": SECURITY_SCHEMES},
    }


# names that begin with a low line cannot be those of entities; ids are never used again, so that rows keep their maker
ACCOUNT_TABLES = """CREATE TABLE IF NOT EXISTS "_account" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL UNIQUE COLLATE NOCASE,
    "role" TEXT NOT NULL,
    "password" TEXT NOT NULL,
    "made_at" TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS "_session" (
    "token_hash" TEXT PRIMARY KEY,
    "account" INTEGER NOT NULL REFERENCES "_account" ("id") ON DELETE CASCADE,
    "expires_at" TEXT NOT NULL
);

"""


def first_migration(model: Any) -> str:
    """Return the SQL that makes the product's database: the tables of accounts and sessions, then those of the resources."""
    return ACCOUNT_TABLES + sql_schema(model)


def sql_schema(model: Any) -> str:
    """Return the SQLite schema of the product: one table a resource, checks and foreign keys included."""
    return "\n".join(_table(resource) for resource in resources_of(model))


def _table(resource: Resource) -> str:
    lines = ['"id" INTEGER PRIMARY KEY AUTOINCREMENT', *(_column(field) for field in resource.fields), *HIDDEN_COLUMNS]
    body = ",\n    ".join(lines)
    indexes = "".join(
        f'CREATE INDEX IF NOT EXISTS "{resource.id}_by_{field.name}" ON "{resource.id}" ("{field.name}");\n'
        for field in resource.fields
        if field.type == "reference"
    )
    return f'CREATE TABLE IF NOT EXISTS "{resource.id}" (\n    {body}\n);\n{indexes}'


def _column(field: Field) -> str:
    parts = [f'"{field.name}"', SQL_TYPES[field.type]]
    if field.required:
        parts.append("NOT NULL")
    if field.type == "enum":
        values = ", ".join("'" + value.replace("'", "''") + "'" for value in field.values)
        parts.append(f'CHECK ("{field.name}" IN ({values}))')
    if field.type == "boolean":
        parts.append(f'CHECK ("{field.name}" IN (0, 1))')
    if field.type == "reference":
        parts.append(f'REFERENCES "{field.references}" ("id") ON DELETE RESTRICT')
    return " ".join(parts)
