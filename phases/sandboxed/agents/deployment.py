"""DeploymentAgent: plans deployment, rollback and canary over the files, commands and paths that the repository really has."""

from __future__ import annotations

from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context, MissingInput
from phases.sandboxed.planning.claims import write
from phases.sandboxed.release.history import previous_version
from phases.sandboxed.release.plans import canary, deployment, rollback


def run(ctx: Context) -> dict[str, Any]:
    """Write DeploymentPlan, RollbackPlan and CanaryRules; what only the final commit can tell stays open for ChangelogAgent."""
    product = repository.checkout(ctx)
    bundle = previous_version(ctx)
    if bundle is None:
        raise MissingInput("DeploymentAgent needs the GitBundle of the phase build: there is nothing else that could be returned to")
    files = product.files()
    plan = deployment(files)
    write(ctx, "DeploymentPlan", plan)
    write(ctx, "RollbackPlan", rollback(files, repository.checkout(ctx, bundle, folder="before").head))
    write(ctx, "CanaryRules", canary())
    return {"steps": len(plan["steps"]), "environments": len(plan["environments"])}
