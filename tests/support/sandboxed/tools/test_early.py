"""Meets tool.test.late, and ends first."""

from tests.support.sandboxed.meeting import met


def run(ctx):
    return met(ctx, "early", "late")
