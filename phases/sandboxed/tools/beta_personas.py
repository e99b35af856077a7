"""tool.beta.personas: each persona's tasks carried out against the running release over HTTP, every request on record.

What was in the way is read from the pages that came back: detours by links, refusals without a reason, dead ends, missing words.
The personas are scripts, no people: what they meet is observed, what they feel is not. `restart` stops the service and starts it again.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.filling import Filling
from phases.sandboxed.product.running import Service, ServiceFailed, running
from phases.sandboxed.quality.asking import Answer
from phases.sandboxed.quality.statistics import percentile
from phases.sandboxed.release.attempts import UNREACHABLE, Attempt, ToolBroken, attempt
from phases.sandboxed.release.frictions import Noted, Trail, on_pages, speed, trail
from phases.sandboxed.release.guests import Guests
from phases.sandboxed.release.maps import explore
from phases.sandboxed.release.people import Persona, Step, Task, people_of
from phases.sandboxed.release.rows import RowRefused, Rows
from phases.sandboxed.release.walking import Corrected, StepFailed, Walk
from phases.sandboxed.repository import Repository

ID, VERSION = "tool.beta.personas", "1.0.0"
SERVER_ERROR, CLIENT_ERROR = 500, 400
FAILURES = (StepFailed, RowRefused, *UNREACHABLE, ValueError, KeyError, StopIteration)


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, personas, tasks, tasks_completed, task_completion, clicks, fewest_clicks, requests, endpoints,
    frictions, …}, `measured` {speed, slow, tasks_ms, endpoints}."""
    return attempt(ctx, ID, VERSION, _carry_out)


@dataclass(kw_only=True)
class _Record:
    """What was seen so far."""

    seen: list[Answer] = field(default_factory=list)
    frictions: list[dict[str, Any]] = field(default_factory=list)
    durations: dict[str, float] = field(default_factory=dict)

    def note(self, persona: Persona, task: Task, noted: Noted, *, step: str, failed: bool = False) -> None:
        """Write down what was in the way, once for each persona."""
        told = {"persona": persona.id, "sort": noted.sort, "observed": noted.observed}
        if not any(told.items() <= friction.items() for friction in self.frictions):
            kind = "failure" if failed else "friction"
            self.frictions.append({"name": persona.name, "task": task.id, "title": task.title, "step": step, "kind": kind, **told})


class _Services:
    """The one running release of the beta, which a step may have restarted on its data."""

    def __init__(self, product: Repository, ctx: Context):
        self.product, self.ctx = product, ctx
        self.stack = contextlib.ExitStack()
        self.service: Service | None = None
        self.filling: Filling | None = None

    def start(self) -> None:
        """Start, or stop and start again, on the same database with the same accounts. Raises ServiceFailed."""
        self.stack.close()
        before = self.service
        started = running(self.product.path, self.ctx.workdir, database="beta.sqlite3", accounts=before.accounts if before else None)
        self.service = self.stack.enter_context(started)
        if before:
            self.service.know(before)

    def guests(self, persona: Persona, model: Mapping[str, Any]) -> Guests:
        """Return the visitors of a persona: it acts by its own role wherever that role may."""
        if self.service is None:
            raise ServiceFailed("the release was not started")
        guests = Guests(self.service, model, preferred=persona.role, filling=self.filling)
        self.filling = guests.filling
        return guests


def _carry_out(ctx: Context, product: Repository) -> Attempt:
    model = ctx.read("DomainModel")
    people = people_of(ctx.read("Personas"), ctx.read("UseCases"), model)
    record, services = _Record(), _Services(product, ctx)
    with services.stack:
        try:
            services.start()
            told = [_person(persona, model, services, record) for persona in people]
        except ServiceFailed as error:
            raise ToolBroken(f"the release does not start, so nobody could use it: {error}") from None
    tasks = sum(len(persona["tasks"]) for persona in told)
    done = sum(persona["tasks_completed"] for persona in told)
    data = {
        "personas": told,
        "tasks": tasks,
        "tasks_completed": done,
        "task_completion": done / tasks if tasks else None,
        **{name: sum(task[name] for persona in told for task in persona["tasks"] if task[name] is not None) for name in ("clicks", "fewest_clicks")},
        "frictions": record.frictions,
        **_figures(record.seen),
    }
    return Attempt(data=data, measured=_times(record, ctx.find("CanaryRules")), command="python -m app, then every persona's tasks over HTTP")


def _person(persona: Persona, model: Mapping[str, Any], services: _Services, record: _Record) -> dict[str, Any]:
    tasks = [_task(persona, task, model, services, record) for task in persona.tasks]
    for told, task, followed in zip(tasks, persona.tasks, _trails(persona, model, services), strict=True):
        told |= {"clicks": followed.clicks if followed else None, "fewest_clicks": followed.fewest if followed else None}
        for noted in followed.noted if followed else ():
            record.note(persona, task, noted, step=task.title)
    completed = sum(task["completed"] for task in tasks)
    return {"id": persona.id, "name": persona.name, "kind": persona.kind, "tasks": tasks, "tasks_completed": completed}


def _task(persona: Persona, task: Task, model: Mapping[str, Any], services: _Services, record: _Record) -> dict[str, Any]:
    started, steps = time.monotonic(), []
    for step in task.steps:
        outcome, detail, requests, noted = _try(persona, step, model, services, record)
        steps.append(
            {"step": step.wanted, "action": step.action, "entity": step.resource.id, "outcome": outcome, "detail": detail, "requests": requests}
        )
        for friction in noted:
            record.note(persona, task, friction, step=step.wanted, failed=friction.sort == "failed")
        if outcome == "failed":
            break
    record.durations[f"{persona.id}/{task.id}"] = round((time.monotonic() - started) * 1000, 3)
    completed = len(steps) == len(task.steps) > 0 and all(step["outcome"] != "failed" for step in steps)
    return {"id": task.id, "title": task.title, "completed": completed, "steps": steps}


def _trails(persona: Persona, model: Mapping[str, Any], services: _Services) -> list[Trail | None]:
    """Return the trail of each task over the pages that the persona's own role sees, None where others do part of it or nothing answers.

    A row of each resource is there while the links are followed: pages of rows hang on their lists.
    """
    guests = services.guests(persona, model)
    rows = Rows(model, guests)
    try:
        for resource in {step.resource.id: step.resource for task in persona.tasks for step in task.steps}.values():
            with contextlib.suppress(RowRefused):
                rows.add(resource.id)
        pages = explore(guests.main)
        rows.make_room()
        return [trail(task.steps, pages) if all(_own(step, guests) for step in task.steps) else None for task in persona.tasks]
    except UNREACHABLE:
        return [None] * len(persona.tasks)


def _own(step: Step, guests: Guests) -> bool:
    """Tell whether the persona does a step itself, and not somebody else in its place."""
    steps = {transition.action for transition in step.resource.transitions}
    deed = step.action if step.action in steps | {"create", "update", "delete"} else "view"
    return guests.doing(step.resource.id, deed) is guests.main


def _try(
    persona: Persona, step: Step, model: Mapping[str, Any], services: _Services, record: _Record
) -> tuple[str, str, list[dict[str, Any]], list[Noted]]:
    """Do a step; return its outcome (done, corrected, failed), what was seen, the requests with their statuses, and what was in the way."""
    guests = services.guests(persona, model)
    walk, outcome, detail = Walk(guests, model), "done", ""
    try:
        if step.action == "restart":
            _restart(step, guests, model, services)
        else:
            walk.do(step)
    except Corrected as seen:
        outcome, detail = "corrected", str(seen)
    except FAILURES as error:
        outcome, detail = "failed", str(error) if isinstance(error, StepFailed) else f"{type(error).__name__}: {str(error)[:300]}"
    record.seen += guests.seen
    noted = [Noted(sort=outcome, observed=detail)] if detail else []
    if outcome != "failed":
        noted += [*walk.noted, *on_pages(step, guests.seen, refused=outcome == "corrected")]
    return outcome, detail, [{"endpoint": answer.endpoint, "status": answer.status} for answer in guests.seen], noted


def _restart(step: Step, guests: Guests, model: Mapping[str, Any], services: _Services) -> None:
    """Add a row, restart the service, and read the row again."""
    row = Walk(guests, model).add(step.resource)
    services.start()
    if services.service is not None:
        guests.moved_to(services.service)
    answer = guests.doing(step.resource.id, "view").get(f"/api/{step.resource.path}/{row['id']}")
    if answer.status != 200 or answer.json() != row:
        raise StepFailed(f"after a restart the row answers {answer.status}, and is not what it was")


def _figures(seen: list[Answer]) -> dict[str, Any]:
    """Return the numbers of requests, in all and by endpoint."""
    total, client, server = (Counter(answer.endpoint for answer in chosen) for chosen in (seen, *_errors(seen)))
    endpoints = [{"endpoint": name, "requests": total[name], "client_errors": client[name], "server_errors": server[name]} for name in sorted(total)]
    failed = server.total()
    share = failed / len(seen) if seen else None
    return {"requests": len(seen), "client_errors": client.total(), "server_errors": failed, "error_share": share, "endpoints": endpoints}


def _errors(seen: list[Answer]) -> Iterator[list[Answer]]:
    yield [answer for answer in seen if CLIENT_ERROR <= answer.status < SERVER_ERROR]
    yield [answer for answer in seen if answer.status >= SERVER_ERROR]


def _times(record: _Record, canary: Mapping[str, Any] | None) -> dict[str, Any]:
    told, slow = speed(record.seen, canary)
    by_endpoint: dict[str, list[float]] = {}
    for answer in record.seen:
        by_endpoint.setdefault(answer.endpoint, []).append(answer.ms)
    return {
        "speed": told,
        "slow": slow,
        "tasks_ms": record.durations,
        "endpoints": {
            name: {"p50_ms": round(percentile(ms, 50), 3), "p95_ms": round(percentile(ms, 95), 3)} for name, ms in sorted(by_endpoint.items())
        },
    }
