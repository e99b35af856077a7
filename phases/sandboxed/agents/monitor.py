"""MonitorAgent: writes the telemetry configuration from the signals that the running release really gives."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import rule_says, write
from phases.sandboxed.release.telemetry import LINE, SIGNALS

TOOL = "tool.beta.telemetry"
PROBE = {"path": "/healthz", "interval_s": 30, "timeout_s": 5}


def run(ctx: Context) -> dict[str, Any]:
    """Write TelemetryConfig; nothing when the release could not be watched."""
    report = ctx.call_tool(TOOL)
    if report["outcome"] != "ok":
        return {"signals_live": None, "error": report["error"]}
    seen = {signal["id"]: signal for signal in report["data"]["signals"]}
    signals = [
        {
            "id": signal.id,
            "name": signal.name,
            "source": signal.source,
            "formula": signal.formula,
            "alert": signal.alert,
            "why": rule_says(signal.rule),
            "live": seen[signal.id]["live"],
            "observed": seen[signal.id]["observed"],
        }
        for signal in SIGNALS
    ]
    write(
        ctx,
        "TelemetryConfig",
        {
            "version": ctx.read("DeploymentPlan")["version"],
            "commit": report["data"]["commit"],
            "log_line": LINE,
            "probe": PROBE,
            "signals": signals,
            "not_given": [rule_says("beta.not_given.metrics"), rule_says("beta.not_given.people")],
        },
    )
    return {"signals": len(signals), "signals_live": report["data"]["signals_live"]}
