"""IntegrationAgent: writes container, CI and deployment files, and says what each is for."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import write
from phases.sandboxed.product import pipeline
from phases.sandboxed.product.delivering import deliver
from phases.sandboxed.product.parts import integration_files


def run(ctx: Context) -> dict[str, Any]:
    """Publish the delivery part of the product; write CIPipeline and InfraModules. Raises MissingInput without a DomainModel."""
    files = integration_files(ctx.read("DomainModel"))
    write(ctx, "CIPipeline", pipeline.ci_content())
    write(ctx, "InfraModules", pipeline.infra_content(files))
    return deliver(ctx, files, "Build, test and run it elsewhere")
