"""SealedTestAgent: writes the acceptance tests that judge the finished product, before it is built. No author ever reads them."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.sealed.writing import sealed_tests


def run(ctx: Context) -> dict[str, Any]:
    """Write SealedTests; the result tells numbers alone, since results are read by others. Raises MissingInput."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    content = sealed_tests(model, ctx.read("UserStories")["stories"], ctx.read("OpenAPI"), ctx.find("PRD"))
    ctx.write("SealedTests", content)
    return {"checks": len(content["checks"]), "rules": len(content["rules"]), "unchecked": len(content["unchecked"])}
