"""secrets-hygiene-agent: looks for secrets in the product's files and in its history."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.security.areas import area_of
from phases.sandboxed.security.evidence import write_part


def run(ctx: Context) -> dict[str, Any]:
    """Have the area's tool run over the product and write its SecurityFindings."""
    report = ctx.call_tool(area_of(ctx.assignment.target).tool)
    ctx.progress(90, "scanned")
    return write_part(ctx, report)
