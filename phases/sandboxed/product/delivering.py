"""How a building agent hands over its files: a repository of its own with one commit, sent as a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context


def deliver(ctx: Context, files: Mapping[str, str], message: str) -> dict[str, Any]:
    """Commit `files` alone and publish them; return the task's result."""
    made = repository.create(ctx)
    made.write(files)
    commit = made.commit(message)
    repository.publish(ctx, made)
    return {"commit": commit, "tree": made.tree, "files": len(files)}
