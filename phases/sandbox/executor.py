"""The executor of agent, tool and guard tasks: a claimed task in, an Outcome out. Registered in `ideamine.wiring`."""

from __future__ import annotations

import atexit
import compileall
import functools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from ideamine.lib.storage import ArtifactStore, ContentCorrupt, ContentNotFound, StorageFull, open_store
from phases.sandbox import toolcalls
from phases.sandbox.artifacts import Shelf
from phases.sandbox.errors import SandboxFailed
from phases.sandbox.folders import sweep_orphans
from phases.sandbox.guards import check_guard_report
from phases.sandbox.nursery import Nursery
from phases.sandbox.process import PROJECT, SandboxProcess, nursery
from phases.sandbox.tasks import TaskRun
from runs.contracts import Outcome
from runs.engine.executors import Work
from runs.errors import TaskError

PACKAGES = ("phases.sandboxed",)


class SandboxExecutor:
    """Runs tasks in processes below `<var>/sandbox`. One instance a worker process, used by all its threads.

    Making one costs nothing; the first task opens the store, sweeps up after dead workers and starts the nursery.
    Store and folder come from the settings `ARTIFACT_STORAGE` and `VAR` unless they are given.
    """

    def __init__(self, store: ArtifactStore | None = None, var: Path | None = None, *, packages: tuple[str, ...] = PACKAGES):
        self._store, self._var, self._packages = store, var, packages
        self._nursery: Nursery | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the nursery; tasks that run are ended by their `cancelled` events."""
        with self._lock:
            if self._nursery is not None:
                self._nursery.close()
        atexit.unregister(self.close)

    def _begin(self) -> tuple[ArtifactStore, Callable[[str], SandboxProcess]]:
        with self._lock:
            if self._store is None:
                self._store = open_store(settings.ARTIFACT_STORAGE)
            var = Path(settings.VAR) if self._var is None else self._var
            if self._nursery is None:
                sweep_orphans(var)
                # sandboxes write no bytecode, so without this each would compile what it imports
                compileall.compile_dir(PROJECT / "phases" / "sandboxed", quiet=2)
                self._nursery = nursery()
                atexit.register(self.close)
            return self._store, functools.partial(SandboxProcess, self._nursery, var / "sandbox")

    def tidy(self) -> None:
        """Kill and remove what the sandboxes of dead workers of this machine left behind."""
        sweep_orphans(Path(settings.VAR) if self._var is None else self._var)

    def execute(self, work: Work) -> Outcome:
        """Do a task and return what came of it. Raises TaskError, BudgetExceeded, LostLease."""
        store, start = self._begin()
        run = TaskRun(work, store, start, self._packages)
        try:
            if run.spec.target.startswith("tool."):
                return _tool(run)
            return _in_sandbox(run)
        except (SandboxFailed, StorageFull, OSError) as error:
            # what the machine lacks now (disk, descriptors, processes) it may have later
            raise TaskError(str(error), error_class="transient") from error
        except (ContentCorrupt, ContentNotFound) as error:
            raise TaskError(f"an input of {run.spec.target} cannot be read: {error}", error_class="fatal") from error


def _tool(run: TaskRun) -> Outcome:
    asked = toolcalls.Asked(tool=run.spec.target, args=run.spec.input.get("params", {}), inputs=run.given)
    done = toolcalls.call(run, [asked], failures_are_reports=False)[0]
    return Outcome(
        result=done.report,
        artifacts=run.drafts,
        signatures=tuple(run.signatures),
        provenance=_provenance(run, run.spec.target, done.report["version"], run.drafted(done.stored.id).provenance["sandbox"]),
    )


def _in_sandbox(run: TaskRun) -> Outcome:
    spec, started = run.spec, time.monotonic()
    guard = spec.target.startswith("guard.")
    shelf: Shelf = run.shelf(run.given, producer=spec.target, allowed_types=spec.input.get("produces", ()))
    try:
        result, confinement = run.sandbox(
            spec.target,
            kind=spec.type,
            shelf=shelf,
            params=spec.input.get("params", {}),
            deadline=run.deadline,
            handlers={**toolcalls.handlers(run, shelf), "checkpoint.save": run.save_checkpoint},
        )
    finally:
        shelf.close()
    if guard:
        check_guard_report(spec.target, result)
    version = str(result.get("version") if guard else spec.input.get("version", "1.0.0"))
    run.draft(shelf.made, source=spec.target, kind="guard" if guard else spec.type, version=version, inputs=list(shelf.read), sandbox=confinement)
    cost = {"tools_minutes": (time.monotonic() - started) / 60} if guard else {}
    return Outcome(
        result=result,
        artifacts=run.drafts,
        cost=cost,
        provenance=_provenance(run, spec.target, version, confinement),
        signatures=tuple(run.signatures),
    )


def _provenance(run: TaskRun, source: str, version: str, confinement: dict[str, Any]) -> dict[str, Any]:
    return {"source": source, "version": version, "sandbox": confinement, "refusals": list(run.refusals)}
