"""FrontendAgent: writes the pages, the forms and the style sheet."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.delivering import deliver
from phases.sandboxed.product.parts import frontend_files


def run(ctx: Context) -> dict[str, Any]:
    """Publish the pages of the product. Raises MissingInput without a DomainModel."""
    return deliver(ctx, frontend_files(ctx.read("DomainModel")), "Show lists, rows and forms as pages")
