"""TestAgent: writes the product's test suite."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.delivering import deliver
from phases.sandboxed.product.parts import test_files


def run(ctx: Context) -> dict[str, Any]:
    """Publish the suite of the product. Raises MissingInput without a DomainModel."""
    return deliver(ctx, test_files(ctx.read("DomainModel")), "Test the interface, the pages and the server")
