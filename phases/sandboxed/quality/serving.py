"""A tool over the started product: check out, start, measure, stop, report. A product that does not start, or stops answering, is an error."""

from __future__ import annotations

import http.client
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.product.running import ServiceFailed, running, waited_s
from phases.sandboxed.quality.asking import Client
from phases.sandboxed.quality.browsers import BrowserBroken
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.rows import RowRefused
from phases.sandboxed.quality.stylesheets import CssBroken
from phases.sandboxed.reports import tool_report


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a measurement found: `data` is equal for equal products, `measured` holds times and loads."""

    data: Mapping[str, Any]
    measured: Mapping[str, Any] = field(default_factory=dict)


Measure = Callable[[Context, Crew, tuple[Resource, ...]], Found]


def over_the_service(ctx: Context, tool: str, *, version: str, command: str, measure: Measure) -> dict[str, Any]:
    """Return the ToolReport of `measure` over the newest product while it runs; `command` says in words what was done.

    Raises MissingInput without GitBundle or DomainModel.
    """
    product = repository.checkout(ctx)
    model = ctx.read("DomainModel")
    resources = resources_of(model)
    identity = {"commit": product.head, "tree": product.tree}
    started = time.monotonic()
    try:
        with running(product.path, ctx.workdir) as service:
            healthy = Client(service.url).get("/healthz")
            # from the start of the process until it answers; what is judged leaves out the time in which other work of the machine kept it waiting
            clock_s = time.monotonic() - service.begun
            startup = {"startup_s": round(max(0.0, clock_s - waited_s(service.pid)), 3), "startup_clock_s": round(clock_s, 3)}
            if healthy.status != 200:
                raise ServiceFailed(f"GET /healthz answered {healthy.status}")
            found = measure(ctx, Crew(service, model), resources)
            shown = f"{service.command}; {command}"
    except (ServiceFailed, RowRefused, CssBroken, BrowserBroken, OSError, http.client.HTTPException, ValueError) as error:
        return tool_report(tool, version=version, producers=[], data=identity, outcome="error", error=f"{type(error).__name__}: {error}"[:2000])
    elapsed = int((time.monotonic() - started) * 1000)
    producer = {
        "tool": tool,
        "version": f"{version} (python {platform.python_version()})",
        "command": shown,
        "exit_code": 0,
        "duration_ms": elapsed,
        "output_sha256": digest({"data": found.data, "measured": found.measured}),
    }
    measured = {**startup, **found.measured}
    return tool_report(tool, version=version, producers=[producer], data={**identity, **found.data}, measured=measured)
