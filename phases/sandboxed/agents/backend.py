"""BackendAgent: writes the application, its checks and the REST interface that the contract describes."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.delivering import deliver
from phases.sandboxed.product.parts import backend_files


def run(ctx: Context) -> dict[str, Any]:
    """Publish the service of the product. Raises MissingInput without a DomainModel."""
    return deliver(ctx, backend_files(ctx.read("DomainModel")), "Serve the REST interface")
