"""tool.qa.performance: latencies of list, read and create, with one client and with as many at once as the requirements name."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.loading import crowd, hurry
from phases.sandboxed.quality.requirements import users_at_once
from phases.sandboxed.quality.rows import input_for, make_all
from phases.sandboxed.quality.serving import Found, over_the_service
from phases.sandboxed.quality.statistics import summary

TOOL, VERSION = "tool.qa.performance", "1.0.0"
ROWS = 50
REQUESTS = 100
WARM_UP = 5
CROWD_S = 1.0


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, users, rows, wrong_answers, …}; `measured` {list, read, create, crowd, p95_latency_ms, …}."""
    words = f"{REQUESTS} requests each of list, read, create by one client; list by a crowd for {CROWD_S:g} s"
    return over_the_service(ctx, TOOL, version=VERSION, command=words, measure=_measure)


def _measure(ctx: Context, crew: Crew, resources: tuple[Resource, ...]) -> Found:
    resource, users = next((r for r in resources if crew.filling.unlimited(r)), resources[0]), users_at_once(ctx)
    parents = make_all(crew, resources, times=ROWS)
    client = crew.doing(resource, "view")
    base = f"/api/{resource.path}"
    # where every resource has a limit, what a rule refuses is no wrong answer
    right = (200, 201) if crew.filling.unlimited(resource) else (200, 201, 409)
    operations = {
        "list": lambda: client.get(base),
        "read": lambda: client.get(f"{base}/{parents[resource.id]}"),
        "create": lambda: crew.doing(resource, "create").send("POST", base, input_for(crew, resource, parents)),
        "page": lambda: client.get(f"/{resource.path}"),
    }
    measured: dict[str, Any] = {}
    wrong = 0
    for name, ask in operations.items():
        hurry(ask, WARM_UP)
        answers = hurry(ask, REQUESTS)
        wrong += sum(answer.status not in right for answer in answers)
        measured[name] = summary([answer.ms for answer in answers])
    many = crowd(crew, users, CROWD_S, lambda own, number: own.doing(resource, "view").get(base))
    measured["crowd"] = many.figures()
    measured["p95_latency_ms"] = measured["crowd"]["p95_ms"]
    measured["p95_alone_ms"] = max(measured[name]["p95_ms"] for name in operations)
    return Found(
        data={"users": users, "rows": ROWS, "requests_each": REQUESTS, "wrong_answers": wrong, "operation": f"GET {base}"}, measured=measured
    )
