"""DatabaseAgent: writes the schema, the SQL statements and the modules that use them."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.delivering import deliver
from phases.sandboxed.product.parts import database_files


def run(ctx: Context) -> dict[str, Any]:
    """Publish the database part of the product. Raises MissingInput without a DomainModel."""
    return deliver(ctx, database_files(ctx.read("DomainModel")), "Keep the data in SQLite")
