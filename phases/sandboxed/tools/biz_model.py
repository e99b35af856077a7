"""tool.biz.model: executes a business model's formulas over its inputs, and again with each uncertain input at both ends of its range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.evidence import about, rule_producer
from phases.sandboxed.planning.formulas import evaluate_all
from phases.sandboxed.reports import tool_report

TOOL, VERSION = "tool.biz.model", "1.1.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport: `results`, `errors` and `sensitivity`. Arguments: inputs, formulas, ranges, outcomes."""
    asked = {key: ctx.params[key] for key in ("inputs", "formulas", "ranges", "outcomes")}
    results, errors = evaluate_all(asked["formulas"], asked["inputs"])
    data = {"results": results, "errors": errors, "sensitivity": _sensitivity(asked), **about(asked)}
    return tool_report(TOOL, version=VERSION, producers=[rule_producer(TOOL, VERSION, data)], data=data)


def _sensitivity(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for name, ends in asked["ranges"].items():
        usual = asked["inputs"][name]
        for end in ends:
            results, _ = evaluate_all(asked["formulas"], {**asked["inputs"], name: end})
            outcomes = {outcome: results.get(outcome) for outcome in asked["outcomes"]}
            rows.append({"input": name, "value": end, "factor": round(end / usual, 4) if usual else 0, "outcomes": outcomes})
    return rows
