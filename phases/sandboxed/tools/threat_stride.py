"""tool.threat.stride: STRIDE per element over actors, service, API paths, tables and flows, answered by controls found in the product."""

from __future__ import annotations

import time
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed.context import Context
from phases.sandboxed.security import controls, privacy, threats
from phases.sandboxed.security.findings import finding, ordered
from phases.sandboxed.security.scanning import Product, Scan, report

ID, VERSION, ENGINE = "tool.threat.stride", "1.0.0", "written STRIDE rules"


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport: `elements_listed`, `threats`, and how many threats are open."""
    return report(ctx, ID, VERSION, _scan)


def _scan(ctx: Context, product: Product) -> Scan:
    started = time.monotonic()
    model = ctx.read("DomainModel")
    code = controls.read(product)
    found = threats.elements(model, code.api)
    impact = max((entry.impact for entry in privacy.classify(model)), default=0)
    listed = threats.threats(found, controls.present(code), impact)
    held = ordered(
        finding(ENGINE, threat["rule"], threat["severity"], f"{threat['category']} ({threat['id']}) is {threat['status']}", fix=_missing(threat))
        for threat in listed
        if threat["status"] != "mitigated"
    )
    data = {
        "elements": len(found),
        "threats_count": len(listed),
        "open_threats": sum(threat["status"] == "open" for threat in listed),
        "elements_listed": [vars(element).copy() for element in found],
        "threats": listed,
        "findings": held,
    }
    made = {"tool": ENGINE, "version": VERSION, "command": "STRIDE rules over the domain model and the product", "exit_code": 0}
    made.update(duration_ms=int((time.monotonic() - started) * 1000), output_sha256=digest(data))
    return Scan(producers=[made], data=data, measured={})


def _missing(threat: dict[str, Any]) -> str:
    absent = [control["id"] for control in threat["controls"] if not control["present"]]
    return f"Missing: {', '.join(absent)}. {threat['response']}"
