"""Two tools that wait for each other in the folder that the idea names: only at the same time can both end."""

import time
from pathlib import Path

from phases.sandboxed.reports import tool_report

PATIENCE_S = 20


def wait_for(ctx, name):
    until = time.monotonic() + PATIENCE_S
    while not Path(ctx.idea["text"], name).exists():
        if time.monotonic() > until:
            raise TimeoutError(f"{name} never came")
        time.sleep(0.02)


def met(ctx, own, other):
    """Tell the other that one is there, wait for it, write an artifact, and leave."""
    Path(ctx.idea["text"], own).touch()
    wait_for(ctx, other)
    ctx.progress(50, f"{own} met {other}")
    ctx.write_file("GitBundle", own.encode(), name=f"{own}.bundle", media_type="application/x-git-bundle")
    Path(ctx.idea["text"], f"{own}-left").touch()
    return tool_report(f"tool.test.{own}", version="1", producers=[], data={"met": other})
