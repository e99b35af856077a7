"""Does nothing: what starting and ending a sandbox costs."""


def run(ctx):
    return {"phase": ctx.assignment.phase}
