"""tool.qa.load: a mixed load on the newest product by several clients at once; throughput, p95 and the share of server errors."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.asking import Answer
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.loading import crowd
from phases.sandboxed.quality.requirements import users_at_once
from phases.sandboxed.quality.rows import input_for, make_all
from phases.sandboxed.quality.serving import Found, over_the_service

TOOL, VERSION = "tool.qa.load", "1.0.0"
DURATION_S = 2.0
ROWS = 20
# of ten requests: six lists, two reads, one page, one create
CREATE_AT, PAGE_AT, READS_AT = 9, 8, (6, 7)


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, users, duration_s, mix}; `measured` {requests, throughput_rps, p95_ms, error_rate, …}."""
    return over_the_service(ctx, TOOL, version=VERSION, command=f"mixed load for {DURATION_S:g} s", measure=_measure)


def _measure(ctx: Context, crew: Crew, resources: tuple[Resource, ...]) -> Found:
    users = users_at_once(ctx)
    parents = make_all(crew, resources, times=ROWS)

    def act(own: Crew, number: int) -> Answer:
        resource = resources[number // 10 % len(resources)]
        base, place = f"/api/{resource.path}", number % 10
        if place == CREATE_AT:
            return own.doing(resource, "create").send("POST", base, input_for(own, resource, parents))
        visitor = own.doing(resource, "view")
        if place == PAGE_AT:
            return visitor.get(f"/{resource.path}")
        return visitor.get(f"{base}/{parents[resource.id]}" if place in READS_AT else base)

    load = crowd(crew, users, DURATION_S, act)
    data = {"users": users, "duration_s": DURATION_S, "mix": {"list": 6, "read": 2, "page": 1, "create": 1}}
    return Found(data=data, measured=load.figures())
