"""Executes an SQL schema and asks the database what it holds and what it refuses. Used by tool.arch.sqlCheck.

A constraint counts as enforced when a row that breaks it alone is refused, and the same row without the break is taken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.product.resources import Field, Resource

_SAMPLES: dict[str, Any] = {"text": "sample", "integer": 1, "number": 1.5, "boolean": 1, "date": "2000-01-01", "datetime": "2000-01-01T00:00:00Z"}
NOWHERE = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One constraint, broken on purpose: which table and column, what kind, and whether the database refused the row."""

    table: str
    column: str
    kind: str  # not_null | values | reference
    refused: bool


def open_schema(sql: str) -> sqlite3.Connection:
    """Return an in-memory database with the schema executed, foreign keys on. Raises sqlite3.Error."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(sql)
    return connection


def tables(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the tables as the database sees them, sorted by name: columns, primary keys, foreign keys."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
    return [{"name": name, "columns": _columns(connection, name), "foreign_keys": _foreign_keys(connection, name)} for name in names]


def _columns(connection: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    rows = connection.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', [table])
    return [{"name": name, "type": type, "required": bool(required), "primary_key": bool(key)} for name, type, required, key in rows]


def _foreign_keys(connection: sqlite3.Connection, table: str) -> list[dict[str, str]]:
    rows = connection.execute('SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(?) ORDER BY "from"', [table])
    return [{"column": column, "table": target, "references": key, "on_delete": on_delete} for column, target, key, on_delete in rows]


def probes(connection: sqlite3.Connection, resources: Sequence[Resource]) -> Iterator[Probe]:
    """Yield one probe each required value, each set of values, each reference. Raises sqlite3.Error when a good row is refused."""
    ids = _good_rows(connection, resources)
    for resource in resources:
        row = _row(resource, ids)
        for field in resource.fields:
            for kind, broken in _breaks(field):
                yield Probe(table=resource.id, column=field.name, kind=kind, refused=_refuses(connection, resource.id, {**row, field.name: broken}))


def _breaks(field: Field) -> Iterator[tuple[str, Any]]:
    if field.required:
        yield "not_null", None
    if field.type in ("enum", "boolean"):
        yield "values", "no such value"
    if field.type == "reference":
        yield "reference", NOWHERE


def _good_rows(connection: sqlite3.Connection, resources: Sequence[Resource]) -> dict[str, int]:
    """Insert one valid row a table, those without needs first; return table → id."""
    ids: dict[str, int] = {}
    left = list(resources)
    while left:
        ready = [r for r in left if all(f.references in ids for f in r.fields if f.type == "reference" and f.required)]
        if not ready:
            raise sqlite3.IntegrityError(f"no first row is possible in {', '.join(r.id for r in left)}: required references form a circle")
        for resource in ready:
            ids[resource.id] = _insert(connection, resource.id, _row(resource, ids))
            left.remove(resource)
    return ids


def _row(resource: Resource, ids: dict[str, int]) -> dict[str, Any]:
    return {field.name: _sample(field, ids) for field in resource.fields}


def _sample(field: Field, ids: dict[str, int]) -> Any:
    if field.type == "enum":
        return field.values[0]
    if field.type == "reference":
        return ids.get(field.references)
    return _SAMPLES[field.type]


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    cursor = connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))
    return int(cursor.lastrowid or 0)


def _refuses(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> bool:
    connection.execute("SAVEPOINT probe")
    try:
        _insert(connection, table, row)
        return False
    except sqlite3.IntegrityError:
        return True
    finally:
        connection.execute("ROLLBACK TO probe")
