"""tool.iac.conftest: written policy over the product's Dockerfiles, compose files, CI workflows and Kubernetes manifests.

The files are parsed (YAML by a process of its own); a file that cannot be parsed breaks the check.
"""

from __future__ import annotations

import json
import time
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed.context import Context
from phases.sandboxed.security import policies_container, policies_deploy, policies_workflow
from phases.sandboxed.security.dockerfiles import instructions, is_dockerfile
from phases.sandboxed.security.findings import ordered, weighty
from phases.sandboxed.security.policy import Check, apply
from phases.sandboxed.security.scanning import SCRIPTS, Product, Scan, ToolBroken, producer, report, run_python, tail, version_of

ID, VERSION, ENGINE = "tool.iac.conftest", "1.0.0", "written infrastructure policy"


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport; `iac_violations` counts findings of medium weight or more."""
    return report(ctx, ID, VERSION, _scan)


def _scan(ctx: Context, product: Product) -> Scan:
    started = time.monotonic()
    made, documents = _documents(ctx, product)
    checks: list[Check] = []
    for name in (name for name in product.files if is_dockerfile(name)):
        try:
            checks += policies_container.checks(name, instructions(product.text(name)))
        except ValueError as error:
            raise ToolBroken(f"{name}: {error}", made) from None
    for name, parts in sorted(documents.items()):
        for document in parts:
            if isinstance(document, dict):
                checks += policies_workflow.checks(name, document) if policies_workflow.is_workflow(name) else policies_deploy.checks(name, document)
    if not checks:
        raise ToolBroken("the product has no Dockerfile, compose file, workflow or manifest that a policy could be held against", made)
    found = ordered(apply(ENGINE, checks))
    files = sorted({check.file for check in checks})
    data = {"files_parsed": len(files), "files": files, "rules_applied": len(checks), "iac_violations": weighty(found), "findings": found}
    made.append(
        {
            "tool": ENGINE,
            "version": VERSION,
            "command": "policies_container, policies_deploy, policies_workflow",
            "exit_code": 0,
            "duration_ms": int((time.monotonic() - started) * 1000),
            "output_sha256": digest(data),
        }
    )
    return Scan(producers=made, data=data, measured={})


def _documents(ctx: Context, product: Product) -> tuple[list[dict[str, Any]], dict[str, list[Any]]]:
    names = product.named(".yml", ".yaml")
    if not names:
        return [], {}
    done = run_python(ctx, [str(SCRIPTS / "yaml_to_json.py"), str(product.path), *names], timeout_s=30)
    made = [producer(done, "pyyaml", version_of("pyyaml"), "python yaml_to_json.py (every YAML file)")]
    if done.exit_code:
        raise ToolBroken(f"a YAML file cannot be parsed: {tail(done.stderr)}", made)
    return made, json.loads(done.stdout)
