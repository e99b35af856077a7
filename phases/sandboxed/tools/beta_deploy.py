"""tool.beta.deploy: starts the release as its deployment plan says, and asks whether what runs is the version that was released."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.running import ServiceFailed, running
from phases.sandboxed.quality.asking import Client
from phases.sandboxed.release.attempts import UNREACHABLE, Attempt, attempt, check
from phases.sandboxed.repository import Repository

ID, VERSION = "tool.beta.deploy", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, version, deployed, checks, checks_passed, command}."""
    return attempt(ctx, ID, VERSION, _deploy)


def _deploy(ctx: Context, product: Repository) -> Attempt:
    plan, manifest = ctx.read("DeploymentPlan"), ctx.find("ReleaseManifest") or {}
    version = (product.path / "VERSION").read_text(encoding="utf-8").strip() if (product.path / "VERSION").is_file() else ""
    checks = [
        check("version", version == plan["version"], f"VERSION says {version or 'nothing'}, the plan {plan['version']}"),
        check("commit", manifest.get("commit") == product.head, f"the release names the commit {manifest.get('commit', 'of nothing')}"),
    ]
    command = "python -m app --host 127.0.0.1 --port 0 --database FILE"
    try:
        with running(product.path, ctx.workdir) as service:
            checks += _ask(Client(service.url), plan)
    except (ServiceFailed, *UNREACHABLE) as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        checks.append(check("start", False, lines[-1][:300] if lines else type(error).__name__))
    passed = sum(entry["passed"] for entry in checks)
    data = {"version": version, "deployed": passed == len(checks), "checks": checks, "checks_passed": passed, "command": command}
    return Attempt(data=data, measured={}, command=command)


def _ask(visitor: Client, plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Ask what the plan's health check asks, and for the contract's version."""
    health, contract = visitor.get(plan["health"]["path"]), visitor.get("/openapi.json")
    served = contract.json()["info"]["version"] if contract.status == 200 else "none"
    return [
        check("start", True, "it printed its address"),
        check("health", health.status == plan["health"]["expect"], f"GET {plan['health']['path']} {health.status}"),
        check("contract", served == plan["version"], f"the served contract has the version {served}"),
    ]
