"""tool.code.depScan: the product's third-party packages, found by parsing, looked up for known vulnerabilities.

No packages: nothing to look up, so zero, and the enumeration is what produced it. With packages: pip-audit, but only if
it finds the vulnerability of a known-bad canary first (behind a mirror it fails open); otherwise the counts have no value.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import time
from collections.abc import Mapping
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed.context import Context
from phases.sandboxed.security import inventory
from phases.sandboxed.security.findings import finding, ordered
from phases.sandboxed.security.scanning import Product, Scan, ToolBroken, producer, report, run_python, tail, version_of

ID, VERSION = "tool.code.depScan", "1.0.0"
ENUMERATION = "import and manifest enumeration"
CANARY = "jinja2==2.4.1\n"
LOOKUP_SECONDS = 60


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport; `critical_cves` and `high_cves` are null when there are packages and no advisory source."""
    return report(ctx, ID, VERSION, _scan)


def _scan(ctx: Context, product: Product) -> Scan:
    started = time.monotonic()
    found = inventory.take(product)
    listed = {
        "modules_parsed": found.modules_parsed,
        "manifests_read": len(found.manifests),
        "files_read": found.modules_parsed + len(found.manifests),
        "manifests": list(found.manifests),
        "stdlib_modules": list(found.stdlib),
        "dependencies": len(found.names),
        "packages": inventory.as_records(found.packages),
        "platform": inventory.as_records(found.platform),
    }
    made = {
        "tool": ENUMERATION,
        "version": VERSION,
        "command": "parse the imports of every module and every dependency manifest",
        "exit_code": 0,
        "duration_ms": int((time.monotonic() - started) * 1000),
        "output_sha256": digest(listed),
    }
    if not found.names:
        nothing = {
            "lookup": "nothing_to_look_up",
            "advisory_source": "none needed",
            "advisories": [],
            "findings": [],
            "critical_cves": 0,
            "high_cves": 0,
        }
        return Scan(producers=[made], data={**listed, **nothing}, measured={"reason": ""})
    try:
        looked_up, advisories = _look_up(ctx, found)
    except (ToolBroken, subprocess.TimeoutExpired, OSError) as error:
        unknown = {"lookup": "not_evaluable", "advisory_source": "none", "advisories": [], "findings": [], "critical_cves": None, "high_cves": None}
        return Scan(producers=[made], data={**listed, **unknown}, measured={"reason": str(error)})
    held = ordered(
        finding(
            "pip-audit",
            entry["id"],
            entry["severity"],
            f"{entry['package']} {entry['version']}: {entry['summary'] or entry['id']}",
            fix=f"Upgrade to {entry['fixed_in'][-1]}." if entry["fixed_in"] else "Replace the package: no fixed version is known.",
        )
        for entry in advisories
    )
    counted = {f"{rank}_cves": sum(entry["severity"] == rank for entry in advisories) for rank in ("critical", "high")}
    return Scan(
        producers=[made, looked_up],
        measured={"reason": ""},
        data={**listed, "lookup": "looked_up", "advisory_source": "pip-audit", "advisories": advisories, "findings": held, **counted},
    )


def _look_up(ctx: Context, found: inventory.Inventory) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return pip-audit's producer and its advisories. Raises ToolBroken when it is absent, fails open or lacks an exact version."""
    if importlib.util.find_spec("pip_audit") is None:
        raise ToolBroken("pip-audit is not installed, and there is no other advisory source")
    others = sorted({f"{package.name} ({package.ecosystem})" for package in found.packages if package.ecosystem != "pypi"})
    pinned = {inventory.normal(package.name): package.version for package in found.packages if package.version}
    loose = sorted(set(found.names) - set(pinned))
    if others or loose:
        raise ToolBroken(f"no exact PyPI version is known of {', '.join(others + loose)}, so there is nothing that can be looked up")
    _, canary = _audit(ctx, "canary.txt", CANARY)
    if not canary:
        raise ToolBroken("pip-audit calls a package with known vulnerabilities clean, so it has no advisory source")
    made, told = _audit(ctx, "pinned.txt", "".join(f"{name}=={version}\n" for name, version in sorted(pinned.items())))
    return made, told


def _audit(ctx: Context, name: str, requirements: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    (ctx.workdir / name).write_text(requirements, encoding="utf-8")
    done = run_python(
        ctx, ["-m", "pip_audit", "-r", name, "--no-deps", "--disable-pip", "-f", "json", "--progress-spinner", "off"], timeout_s=LOOKUP_SECONDS
    )
    made = producer(done, "pip-audit", version_of("pip-audit"), f"python -m pip_audit -r {name} --no-deps --disable-pip -f json")
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        raise ToolBroken(f"pip-audit ended with {done.exit_code} and no readable report: {tail(done.stderr)}", [made]) from None
    skipped = [entry["name"] for entry in packages if "skip_reason" in entry]
    if skipped or len(packages) != len(requirements.splitlines()):
        raise ToolBroken(f"pip-audit did not look up every package (skipped: {', '.join(skipped) or 'unknown'})", [made])
    return made, [_advisory(package, entry) for package in packages for entry in package["vulns"]]


def _advisory(package: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """Rule sca.severity.unknown: pip-audit states no severity, so each of its advisories counts as critical."""
    summary = re.sub(r"\s+", " ", entry.get("description") or "")[:200]
    return {
        "package": package["name"],
        "version": package["version"],
        "id": entry["id"],
        "severity": "critical",
        "fixed_in": sorted(entry.get("fix_versions", [])),
        "summary": summary,
    }
