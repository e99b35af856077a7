"""An honest tool: reads its input, writes an artifact, reports."""

from phases.sandboxed.reports import tool_report


def run(ctx):
    done = ctx.execute(["true"])
    ctx.write_file("GitBundle", b"tool made", name="tool.bundle", media_type="application/x-git-bundle")
    product = ctx.params["factor"] * len(ctx.read("DomainModel")["title"])
    return tool_report("tool.test.measure", version="2.1", producers=[done.producer("true", "1")], data={"product": product})
