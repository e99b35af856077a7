"""Sandboxed work that takes until it is killed: named by ENGINE_INLINE, it puts the agents of `tests.support.long` before the real ones."""

from __future__ import annotations

from phases.sandbox.executor import SandboxExecutor
from runs.engine import executors

executors.register("sandbox", SandboxExecutor(packages=("tests.support.long", "phases.sandboxed")))
