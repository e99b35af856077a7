"""Long work in four steps with a checkpoint after each; a first attempt gets through two and then waits until it is killed."""

from __future__ import annotations

import threading
from typing import Any

from tests.support.content import MODEL

STEPS = (1, 2, 3, 4)
STUCK_BEFORE = 3


def run(ctx: Any) -> dict[str, Any]:
    """Write a DomainModel that says which steps were done here, and which were found in the checkpoint."""
    token = ctx.checkpoint["token"] if ctx.checkpoint else "none"
    found = ctx.checkpoint["data"]["done"] if ctx.checkpoint else []
    here: list[int] = []
    for step in STEPS[len(found) :]:
        if step == STUCK_BEFORE and not found:
            threading.Event().wait()
        here.append(step)
        ctx.save_checkpoint(f"step-{step}", {"done": [*found, *here]})
    ctx.write("DomainModel", {**MODEL, "summary": f"did {here} after {token}"})
    return {"found": found, "here": here}
