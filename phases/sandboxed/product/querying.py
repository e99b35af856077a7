"""Writes the product's `app/queries.py`: every SQL statement as a constant, so that none is put together at run time."""

from __future__ import annotations

import re
from typing import Any

from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.resources import Resource, resources_of

SHORT_CHARACTERS = 100
# who made a row, and when: in every table, in no answer
HIDDEN = ("made_by", "made_at")
# every statement that reads rows is limited by this to those of one account, where the parameter names one
OF_MAKER = '(:maker IS NULL OR "made_by" = :maker)'
HEAD = '''"""The SQL of every resource. All statements are constants; values are named parameters, never part of the text.

The parameter `maker` is the account whose rows alone are meant, None for all rows.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Queries:
    """The statements of one resource; `move` is empty where it has no states."""

    list: str
    count: str
    get: str
    insert: str
    update: str
    delete: str
    options: str
    move: str = ""


'''


def queries_module(model: Any) -> str:
    """Return the source of `app/queries.py`."""
    return HEAD + "QUERIES = {\n" + "".join(_queries(resource) for resource in resources_of(model)) + "}\n"


def columns(resource: Resource) -> str:
    """Return the quoted columns of a resource, its id first."""
    return ", ".join(f'"{name}"' for name in ("id", *(field.name for field in resource.fields)))


def statements(resource: Resource) -> dict[str, str]:
    """Return the statements of a resource by their name."""
    table = f'"{resource.id}"'
    names = [field.name for field in resource.fields]
    where = " AND ".join(f'(:{field.name} IS NULL OR "{field.name}" = :{field.name})' for field in resource.filters)
    where = f" WHERE {OF_MAKER}" + (f" AND {where}" if where else "")
    kept = [*names, *HIDDEN]
    inserted = ", ".join(f'"{name}"' for name in kept)
    changed = ", ".join(f'"{field.name}" = :{field.name}' for field in resource.inputs)
    found = {
        "list": f'SELECT {columns(resource)} FROM {table}{where} ORDER BY "id" LIMIT :limit OFFSET :offset',
        "count": f"SELECT COUNT(*) FROM {table}{where}",
        "get": f'SELECT {columns(resource)} FROM {table} WHERE "id" = :id AND {OF_MAKER}',
        "insert": f"INSERT INTO {table} ({inserted}) VALUES ({', '.join(':' + name for name in kept)})",
        "update": f'UPDATE {table} SET {changed} WHERE "id" = :id',
        "delete": f'DELETE FROM {table} WHERE "id" = :id',
        "options": f'SELECT "id", "{resource.caption}" AS "caption" FROM {table} WHERE {OF_MAKER} ORDER BY "id" LIMIT 1000',
    }
    if resource.state:
        found["move"] = f'UPDATE {table} SET "{resource.state}" = :target WHERE "id" = :id AND "{resource.state}" = :source'
    return found


def _queries(resource: Resource) -> str:
    lines = "".join(f"        {name}={sql_literal(statement)},\n" for name, statement in statements(resource).items())
    return f"    {literal(resource.id)}: Queries(\n{lines}    ),\n"


def sql_literal(statement: str) -> str:
    """Return a statement as a Python literal: on one line where it fits, else one clause a line between triple quotes."""
    if len(statement) <= SHORT_CHARACTERS and "\\" not in statement:
        return "'" + statement.replace("'", "\\'") + "'"
    clauses = re.sub(r" (FROM|WHERE|AND|OR|SET|VALUES|ORDER BY) ", r"\n        \1 ", statement)
    return f'r"""\n        {clauses}\n        """'
