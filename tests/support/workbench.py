"""An in-process twin of the worker for author, tool and guard tests: same requests, no engine, no database.

Artifacts live in memory, are checked against their schemas, and tools run in a nested context of their own folder.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema

from phases.sandboxed import loading
from phases.sandboxed.channel import RequestRefused
from phases.sandboxed.context import ArtifactRef, Assignment, Context
from phases.schemas.registry import artifact_schema


class Workbench:
    """A bench on which agents, tools and guards run one after the other; what they write stays for the next."""

    def __init__(self, folder: Path, idea: dict[str, Any] | str, *, host_tools: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] | None = None):
        """`host_tools` are the tools that the worker carries out itself (id → arguments → ToolReport), such as signing."""
        self.folder = folder
        self.idea = {"text": idea} if isinstance(idea, str) else idea
        self.refs: list[ArtifactRef] = []
        self.bytes: dict[str, bytes] = {}
        self.logs: list[str] = []
        self.checkpoints: dict[str, Any] = {}
        self.pending: dict[str, bytearray] = {}
        self.host_tools = dict(host_tools or {})

    def run(
        self, target: str, *, phase: str, params: dict[str, Any] | None = None, attempt: int = 1, refs: list[ArtifactRef] | None = None
    ) -> dict[str, Any]:
        """Run one agent, tool or guard over all artifacts so far; return its result."""
        workdir = self.folder / f"{len(list(self.folder.iterdir()))}-{target}"
        workdir.mkdir()
        kind = "tool" if target.startswith(("tool.", "guard.")) else "agent"
        assignment = Assignment(
            kind=kind,
            target=target,
            phase=phase,
            attempt=attempt,
            idea=self.idea,
            inputs=tuple(self.refs if refs is None else refs),
            params=params or {},
            checkpoint=self.checkpoints.get(target),
        )
        result = loading.load(target).run(Context(assignment, _BenchChannel(self, assignment), workdir))
        json.dumps(result, allow_nan=False)
        return result

    def content(self, type: str) -> Any:
        """Return the newest artifact of a type."""
        ref = [ref for ref in self.refs if ref.type == type][-1]
        return json.loads(self.bytes[ref.id])

    def store(self, type: str, data: bytes, *, name: str, media_type: str, phase: str, producer: str) -> ArtifactRef:
        if media_type == "application/json":
            jsonschema.Draft202012Validator(artifact_schema(type)).validate(json.loads(data))
        ref = ArtifactRef(
            id=str(uuid.uuid4()), type=type, name=name, hash=hashlib.sha256(data).hexdigest(), media_type=media_type, phase=phase, producer=producer
        )
        self.refs.append(ref)
        self.bytes[ref.id] = data
        return ref


class _BenchChannel:
    def __init__(self, bench: Workbench, assignment: Assignment):
        self.bench, self.assignment = bench, assignment

    def notify(self, method: str, params: dict[str, Any]) -> None:
        if method == "log":
            self.bench.logs.append(params["message"])

    def request(self, method: str, params: dict[str, Any]) -> Any:
        return getattr(self, "_" + method.replace(".", "_"))(params)

    def _artifact_read(self, params: dict[str, Any]) -> Any:
        data = self.bench.bytes[params["id"]]
        chunk = data[params["offset"] : params["offset"] + params["limit"]]
        return {"data": base64.b64encode(chunk).decode(), "size": len(data)}

    def _artifact_write(self, params: dict[str, Any]) -> Any:
        handle = params["handle"] or str(uuid.uuid4())
        buffer = self.bench.pending.setdefault(handle, bytearray())
        buffer += base64.b64decode(params["data"])
        if not params["last"]:
            return {"handle": handle}
        del self.bench.pending[handle]
        ref = self.bench.store(
            params["type"],
            bytes(buffer),
            name=params["name"],
            media_type=params["media_type"],
            phase=self.assignment.phase,
            producer=self.assignment.target,
        )
        return {"handle": handle, "artifact": vars(ref)}

    def _tool_call(self, params: dict[str, Any]) -> Any:
        before = len(self.bench.refs)
        chosen = [ref for ref in self.bench.refs if ref.id in params["inputs"]]
        host = self.bench.host_tools.get(params["tool"])
        if host is None and not loading.exists(params["tool"]):
            raise RequestRefused(f"{params['tool']} is no tool of this bench")
        if host is None:
            report = self.bench.run(params["tool"], phase=self.assignment.phase, params=params["args"], refs=chosen)
        else:
            report = host(params["args"])
        produced = self.bench.refs[before:]
        ref = self.bench.store(
            "ToolReport",
            json.dumps(report).encode(),
            name=f"{params['tool']}.json",
            media_type="application/json",
            phase=self.assignment.phase,
            producer=params["tool"],
        )
        return {"report": report, "artifact": vars(ref), "produced": [vars(made) for made in produced if made is not ref]}

    def _tools_call(self, params: dict[str, Any]) -> Any:
        return {"answers": [self._tool_call(each) for each in params["calls"]]}

    def _checkpoint_save(self, params: dict[str, Any]) -> Any:
        self.bench.checkpoints[self.assignment.target] = params
        return {}

    def _llm_complete(self, params: dict[str, Any]) -> Any:
        raise RequestRefused("no language model is configured")
