"""One task in the hands of the executor: its sandboxes, its shelves, and the drafts of all artifacts made in its name."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ideamine.lib.storage import ArtifactStore
from phases.sandbox import protocol
from phases.sandbox.artifacts import Account, Item, Shelf
from phases.sandbox.errors import INVALID_PARAMS, Refused
from phases.sandbox.lanes import Lane
from phases.sandbox.limits import CHECKPOINT_BYTES, MEMORY_MB, NAME_CHARACTERS
from phases.sandbox.process import BACKEND, ISOLATION, SandboxProcess
from phases.sandbox.session import Handler, Session, Watch
from phases.schemas.registry import artifact_schema
from runs.contracts import ArtifactDraft
from runs.engine.executors import Work


class TaskRun:
    """What all sandboxes of one task share. Used by one thread, but for `sandbox`, which several lanes may call at once."""

    def __init__(self, work: Work, store: ArtifactStore, start: Callable[[str], SandboxProcess], packages: tuple[str, ...]):
        """`start` starts a sandbox in the folder of this name."""
        self.work, self.spec, self.store = work, work.spec, store
        self._start, self._packages = start, packages
        self.deadline = time.monotonic() + self.spec.budget["ms"] / 1000
        self.given = [Item.given(ref) for ref in self.spec.input.get("inputs", ())]
        self.refusals: list[str] = []
        self.signatures: list[dict[str, Any]] = []
        self._drafts: dict[str, ArtifactDraft] = {}
        self._account = Account()
        self._sandboxes = itertools.count(1)
        self.lane = Lane(cancelled=work.cancelled, progress=work.progress)
        self._percent = 0.0

    @property
    def drafts(self) -> tuple[ArtifactDraft, ...]:
        """What the task made, in the order in which it was made."""
        return tuple(self._drafts[id] for id in self._account.made)

    def drafted(self, id: str) -> ArtifactDraft:
        return self._drafts[id]

    def shelf(self, given: Iterable[Item], *, producer: str, allowed_types: Iterable[str]) -> Shelf:
        """Return a shelf for one sandbox of the task; all draw on one account."""
        return Shelf(
            self.store,
            given,
            task_id=self.spec.id,
            phase=self.spec.phase,
            producer=producer,
            allowed_types=frozenset(allowed_types),
            account=self._account,
        )

    def tool_types(self, tool: str) -> frozenset[str]:
        """Return the artifact types that a tool may write: those of the task, and those that the plan gives the tool."""
        return frozenset(self.spec.input.get("produces", ())) | frozenset(self.spec.input.get("tool_produces", {}).get(tool, ()))

    def sandbox(
        self,
        target: str,
        *,
        kind: str,
        shelf: Shelf,
        params: Mapping[str, Any],
        deadline: float,
        handlers: Mapping[str, Handler] | None = None,
        lane: Lane | None = None,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Do one piece of work in a fresh sandbox, in the task's lane unless in another; return result and confinement. Raises TaskError."""
        lane, number = lane or self.lane, next(self._sandboxes)
        process = self._start(f"{self.spec.id}-{self.work.fence}" + (f"-{number}" if number > 1 else ""))
        try:
            watch = Watch(cancelled=lane.cancelled, deadline=deadline, progress=self._progress_of(target, lane))
            served = {"artifact.read": shelf.serve_read, "artifact.write": shelf.serve_write, "llm.complete": _no_model, **(handlers or {})}
            session = Session(process, served, watch, target)
            try:
                result = session.run(self._assignment(target, kind, shelf, params))
            finally:
                self.refusals += session.refusals
        finally:
            process.kill()
        return result, {"backend": BACKEND, "isolation": ISOLATION, **session.confinement}

    def _assignment(self, target: str, kind: str, shelf: Shelf, params: Mapping[str, Any]) -> dict[str, Any]:
        given = self.spec.input
        main = target == self.spec.target
        return {
            "kind": kind,
            "target": target,
            "phase": self.spec.phase,
            "attempt": given.get("attempt", 1),
            "idea": given.get("idea", {}),
            "inputs": [item.ref() for item in shelf.items()],
            "params": dict(params),
            "checkpoint": self.work.checkpoint if main else None,
            "produces": sorted(given.get("produces", ())),
            "packages": list(self._packages),
            # an artifact is read through the worker, which looks who asks; not past it, from its folder
            "limits": {"memory_mb": MEMORY_MB, **given.get("limits", {}), "hidden": [str(self.store.root.resolve())]},
        }

    def _progress_of(self, target: str, lane: Lane) -> Callable[[float, str], None]:
        """A tool's progress shows that its caller is alive; the caller's own percentage stays."""

        def report(percent: float, note: str) -> None:
            if target == self.spec.target:
                self._percent = percent
            lane.progress(self._percent, note if target == self.spec.target else f"{target}: {note}")

        return report

    def save_checkpoint(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `checkpoint.save`. Raises Refused, LostLease."""
        token, data = params.get("token"), params.get("data")
        if not isinstance(token, str) or not 0 < len(token) <= NAME_CHARACTERS or not isinstance(data, dict):
            raise Refused(f"checkpoint.save: wanted a token (1 to {NAME_CHARACTERS} characters) and data (an object)", rpc_code=INVALID_PARAMS)
        if protocol.size_of(data) > CHECKPOINT_BYTES:
            raise Refused(f"checkpoint.save: the data has more than {CHECKPOINT_BYTES} bytes", rpc_code=INVALID_PARAMS)
        self.work.save_checkpoint(token, data)
        return {}

    def draft(self, items: Iterable[Item], *, source: str, kind: str, version: str, inputs: list[str], sandbox: Mapping[str, Any]) -> None:
        """Write down the provenance of artifacts that one producer made; the first draft of an artifact stays."""
        items = list(items)
        read = [id for id in inputs if id not in {item.id for item in items}]
        told = {key: sandbox[key] for key in ("backend", "isolation", "network", "folders") if key in sandbox}
        provenance = {
            "source": source,
            "kind": kind,
            "version": version,
            "inputs": read,
            "task_id": self.spec.id,
            "fence": self.work.fence,
            "author": "offline",
            "sandbox": told,
        }
        for item in items:
            self._drafts.setdefault(
                item.id,
                ArtifactDraft(
                    id=item.id,
                    type=item.type,
                    schema_id=artifact_schema(item.type)["$id"],
                    name=item.name,
                    media_type=item.media_type,
                    size=item.size,
                    hash=item.hash,
                    location=item.location,
                    provenance=provenance,
                ),
            )


def _no_model(_params: Mapping[str, Any]) -> Any:
    raise Refused("no language model is configured; the offline author writes")
