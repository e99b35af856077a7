"""tool.privacy.dpia: personal data in the domain model, the risks that it brings, and the measures that the product has.

Written rules (privacy.*) over attribute names and the checked-out product; no opinion, no model.
"""

from __future__ import annotations

import time
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed.context import Context
from phases.sandboxed.security import controls, privacy, risks
from phases.sandboxed.security.findings import finding, ordered
from phases.sandboxed.security.scanning import Product, Scan, report

ID, VERSION, ENGINE = "tool.privacy.dpia", "1.0.0", "written privacy rules"
WEIGHT = {"high": "high", "medium": "medium"}


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport: `classified`, `risks`, `controls`, and how many attributes are personal."""
    return report(ctx, ID, VERSION, _scan)


def _scan(ctx: Context, product: Product) -> Scan:
    started = time.monotonic()
    model = ctx.read("DomainModel")
    found = list(privacy.classify(model))
    personal = [entry for entry in found if entry.personal]
    weighed = risks.weigh(personal, controls.present(controls.read(product)))
    held = ordered(
        finding(ENGINE, risk["rule"], WEIGHT[risk["residual"]], f"{risk['title']}: residual risk {risk['residual']}", fix=_missing(risk))
        for risk in weighed
        if risk["residual"] in WEIGHT
    )
    data = {
        "attributes": len(found),
        "personal_attributes": len(personal),
        "privacy_findings": len(held),
        "classified": [vars(entry).copy() for entry in found],
        "data_subjects": privacy.subjects(model) if personal else [],
        "risks": weighed,
        "findings": held,
    }
    made = {"tool": ENGINE, "version": VERSION, "command": "privacy rules over the domain model and the product", "exit_code": 0}
    made.update(duration_ms=int((time.monotonic() - started) * 1000), output_sha256=digest(data))
    return Scan(producers=[made], data=data, measured={})


def _missing(risk: dict[str, Any]) -> str:
    absent = [measure["id"] for measure in risk["measures"] if not measure["present"]]
    return f"Missing: {', '.join(absent)}." if absent else "Weigh whether this data is needed at all."
