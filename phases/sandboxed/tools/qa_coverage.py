"""tool.qa.coverage: runs the suite of the newest product under coverage.py and reports the lines that it reached."""

from __future__ import annotations

import json
import sys
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.suite import SuiteBroken, run_suite
from phases.sandboxed.reports import tool_report

TOOL, VERSION = "tool.qa.coverage", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, tests, passed, …, pass_share, lines, covered, percent, files: [{path, lines, covered, missing}]}."""
    product = repository.checkout(ctx)
    identity = {"commit": product.head, "tree": product.tree}
    store = ctx.workdir / ".coverage"
    try:
        suite = run_suite(ctx, product, under=["-m", "coverage", "run", f"--data-file={store}", "--source=app"])
    except SuiteBroken as error:
        return tool_report(TOOL, version=VERSION, producers=[], data=identity, outcome="error", error=str(error))
    command = [sys.executable, "-m", "coverage", "json", f"--data-file={store}", "-o", "-", "--quiet"]
    written = ctx.execute(command, cwd=product.path, env={"PYTHONPATH": ""})
    if written.exit_code:
        message = f"coverage json ended with {written.exit_code}: {written.stderr.decode(errors='replace')[-1500:]}"
        return tool_report(TOOL, version=VERSION, producers=[], data=identity, outcome="error", error=message)
    measured = json.loads(written.stdout)
    version = measured["meta"]["version"]
    files = [
        {"path": path, "lines": entry["summary"]["num_statements"], "covered": entry["summary"]["covered_lines"], "missing": entry["missing_lines"]}
        for path, entry in sorted(measured["files"].items())
    ]
    totals = measured["totals"]
    data = {
        **identity,
        **suite.outcome,
        "pass_share": suite.outcome["passed"] / suite.outcome["tests"],
        "lines": totals["num_statements"],
        "covered": totals["covered_lines"],
        "percent": round(100 * totals["covered_lines"] / totals["num_statements"], 2) if totals["num_statements"] else None,
        "files": files,
    }
    producers = [suite.execution.producer("coverage", version), written.producer("coverage", version)]
    return tool_report(TOOL, version=VERSION, producers=producers, data=data, measured={"duration_ms": suite.execution.duration_ms})
