"""PerformanceAgent: has the latencies of the started product measured, alone and with many clients, and holds them against the requirements."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import write
from phases.sandboxed.quality.telling import figures, identity

TOOL = "tool.qa.performance"
OPERATIONS = ("list", "read", "create", "page")


def run(ctx: Context) -> dict[str, Any]:
    """Write PerfReport; the result names the operation. Raises MissingInput without a product."""
    report = ctx.call_tool(TOOL)
    data, measured = report["data"], report["measured"]
    content = {
        **identity(report),
        "operation": data.get("operation"),
        "users": data.get("users"),
        "rows": data.get("rows"),
        "requests_each": data.get("requests_each"),
        "wrong_answers": data.get("wrong_answers"),
        "alone": {name: measured[name] for name in OPERATIONS if name in measured},
        "crowd": measured.get("crowd"),
        "bounds": bounds(ctx, "p95_latency_ms"),
        "statements": [
            *figures(report, ("/data/users", "{} clients at once asked for the list."), ("/data/wrong_answers", "{} answers were wrong.")),
        ],
        "figures": figures(
            report,
            *((f"/measured/{name}/p95_ms", f"The p95 of the {name} requests by one client is {{}} ms.") for name in OPERATIONS),
            ("/measured/p95_latency_ms", "The p95 of the list requests by all clients at once is {} ms."),
        ),
    }
    write(ctx, "PerfReport", content)
    return {"operation": data.get("operation"), "outcome": report["outcome"]}


def bounds(ctx: Context, *metrics: str) -> list[dict[str, Any]]:
    """Return the requirements on these metrics, as the NFRs artifact has them."""
    nfrs = (ctx.find("NFRs") or {"nfrs": []})["nfrs"]
    return [{"nfr": nfr["id"], "metric": nfr["metric"], "operator": nfr["operator"], "value": nfr["value"], "unit": nfr["unit"]}
            for nfr in nfrs if nfr["metric"] in metrics]  # fmt: skip
