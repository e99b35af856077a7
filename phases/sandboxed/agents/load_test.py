"""LoadTestAgent: has a mixed load put on the started product and records throughput, p95 and the share of errors."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.agents.performance import bounds
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import write
from phases.sandboxed.quality.telling import figures, identity

TOOL = "tool.qa.load"


def run(ctx: Context) -> dict[str, Any]:
    """Write LoadReport; the result says how many clients worked. Raises MissingInput without a product."""
    report = ctx.call_tool(TOOL)
    data, measured = report["data"], {name: value for name, value in report["measured"].items() if not name.startswith("startup_")}
    content = {
        **identity(report),
        "users": data.get("users"),
        "duration_s": data.get("duration_s"),
        "mix": data.get("mix", {}),
        "load": measured or None,
        "bounds": bounds(ctx, "error_rate"),
        "statements": figures(report, ("/data/users", "{} clients worked at once."), ("/data/duration_s", "The load lasted {} s.")),
        "figures": figures(
            report,
            ("/measured/throughput_rps", "{} requests a second were answered under load."),
            ("/measured/p95_ms", "The p95 of the mixed requests under load is {} ms."),
            ("/measured/error_rate", "The share of requests that ended in a server error or without answer is {}."),
        ),
    }
    write(ctx, "LoadReport", content)
    return {"users": data.get("users"), "outcome": report["outcome"]}
