"""DataModelAgent: has the SQL schema executed by tool.arch.sqlCheck and writes the ERD from what the database said."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.planning.data_model import erd
from phases.sandboxed.planning.pictures import publish, tables_picture
from phases.sandboxed.product.contract import sql_schema


def run(ctx: Context) -> dict[str, Any]:
    """Write the ERD and its picture; the result says how many tables and relations it has. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    model = DomainModel.from_json(domain.content)
    sql = sql_schema(model)
    report = ctx.call_tool("tool.arch.sqlCheck", {"sql": sql})
    content = erd(model, domain, sql, report)
    pictures = publish(ctx, [tables_picture(model, content["entities"], content["relations"])])
    write(ctx, "ERD", {**content, "pictures": pictures})
    return {"tables": len(content["entities"]), "relations": len(content["relations"])}
