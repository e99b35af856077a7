"""Reports in another tool's name."""

from phases.sandboxed.reports import tool_report


def run(ctx):
    return tool_report("tool.test.measure", version="2.1", producers=[], data={})
