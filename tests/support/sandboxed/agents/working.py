"""Uses every door that an honest agent has."""

import os
from pathlib import Path

from tests.support.content import MODEL


def run(ctx):
    ctx.progress(10, "begun")
    ctx.log("a line for the log")
    ctx.save_checkpoint("half", {"done": 1})
    model = ctx.write("DomainModel", MODEL)
    ctx.write_file("GitBundle", b"x" * 2_500_000, name="big.bundle", media_type="application/x-git-bundle")
    given = [len(ctx.read_bytes(ref)) for ref in ctx.refs("GitBundle")]
    report = ctx.call_tool("tool.test.measure", {"factor": 3}, inputs=[model])
    return {
        "title": ctx.read("DomainModel")["title"],
        "sizes": given,
        "measured": report["data"]["product"],
        "outcome": report["outcome"],
        "report_type": report["ref"].type,
        "checkpoint": ctx.checkpoint,
        "environment": dict(os.environ),
        "here": Path.cwd().name,
        "error": report["error"],
    }
