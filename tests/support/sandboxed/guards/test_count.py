"""A guard whose report is as `params` wants it."""

from phases.sandboxed.reports import guard_report, rule_metric


def run(ctx):
    if ctx.params.get("broken"):
        return {"guard": "guard.testCount", "verdict": "pass"}
    value = len(ctx.refs("DomainModel"))
    return guard_report("guard.testCount", version="1.0.0", metrics={"models": rule_metric(value, "models", rule="count", version="1", over=value)})
