"""DeployAgent: has the release started in the sandbox as its plan says, and records what ran."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import measured, rule_says, write

TOOL = "tool.beta.deploy"


def run(ctx: Context) -> dict[str, Any]:
    """Write BetaDeployment; nothing when the tool broke, which leaves the gate without a metric."""
    report = ctx.call_tool(TOOL)
    if report["outcome"] != "ok":
        return {"deployed": False, "error": report["error"]}
    data = report["data"]
    said = [rule_says("beta.sandbox"), measured(f"{data['checks_passed']} checks of the deployment passed.", TOOL, "/data/checks_passed")]
    if data["version"]:
        said.append(measured(f"The version {data['version']} was deployed.", TOOL, "/data/version"))
    kept = {key: data[key] for key in ("version", "commit", "command", "deployed", "checks")}
    write(ctx, "BetaDeployment", {**kept, "version": data["version"] or "none", "environment": "sandbox", "statements": said})
    return {"deployed": data["deployed"], "commit": data["commit"]}
