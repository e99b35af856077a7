"""tool.arch.sqlCheck: executes the SQL schema in SQLite, reads the tables back, and breaks each constraint once to see it refused."""

from __future__ import annotations

import sqlite3
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.evidence import about, rule_producer
from phases.sandboxed.planning.schema_probe import open_schema, probes, tables
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.reports import tool_report

TOOL = "tool.arch.sqlCheck"
VERSION = "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport about the argument `sql`: `schema_errors`, `constraints`, `constraints_enforced` (share), `tables`."""
    sql = ctx.params["sql"]
    errors: list[str] = []
    found: list[dict[str, Any]] = []
    tried: list[Any] = []
    try:
        connection = open_schema(sql)
        found = tables(connection)
        tried = list(probes(connection, resources_of(ctx.read("DomainModel"))))
    except sqlite3.Error as error:
        errors.append(f"SQLite: {error}")
    ignored = [f"{probe.table}.{probe.column}: {probe.kind} is not enforced" for probe in tried if not probe.refused]
    data: dict[str, Any] = {
        "schema_errors": len(errors) + len(ignored),
        "errors": errors + ignored,
        "tables": found,
        "constraints": len(tried),
        # a schema with errors enforces nothing that could be relied on; of one without any constraint nothing can be said
        "constraints_enforced": 0.0 if errors else sum(probe.refused for probe in tried) / len(tried) if tried else None,
        **about(sql),
    }
    producer = {**rule_producer(TOOL, VERSION, data), "command": f"sqlite3 {sqlite3.sqlite_version}: execute the schema, break each constraint"}
    return tool_report(TOOL, version=VERSION, producers=[producer], data=data)
