"""Meets tool.test.early, and ends after it."""

from tests.support.sandboxed.meeting import met, wait_for


def run(ctx):
    report = met(ctx, "late", "early")
    wait_for(ctx, "early-left")
    return report
