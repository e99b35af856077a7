"""tool.qa.unitTests: runs the whole suite of the newest product and reports every test that did not pass."""

from __future__ import annotations

import platform
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.suite import SuiteBroken, run_suite
from phases.sandboxed.reports import tool_report

TOOL, VERSION = "tool.qa.unitTests", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, tests, passed, failed, errors, skipped, pass_share, failures, names}."""
    product = repository.checkout(ctx)
    commit, tree = product.head, product.tree
    try:
        suite = run_suite(ctx, product)
    except SuiteBroken as error:
        return tool_report(TOOL, version=VERSION, producers=[], data={"commit": commit, "tree": tree}, outcome="error", error=str(error))
    data = {
        "commit": commit,
        "tree": tree,
        **suite.outcome,
        "pass_share": suite.outcome["passed"] / suite.outcome["tests"],
        "names": list(suite.names),
    }
    return tool_report(
        TOOL,
        version=VERSION,
        producers=[suite.execution.producer("unittest", platform.python_version())],
        data=data,
        measured={"duration_ms": suite.execution.duration_ms},
    )
