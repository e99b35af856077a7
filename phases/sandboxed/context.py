"""What code inside the sandbox sees of the world: one `Context`, handed to every agent, tool and guard.

An agent is a module `agents/<name>.py` with `run(ctx) -> dict`; a tool `tools/<name>.py` and a guard
`guards/<name>.py` likewise (`loading.module_name` tells the name from the id). The returned dict is the
task's result: small, JSON, deterministic. Artifacts leave by `ctx.write*`, never by files left behind.

Standard library, `ideamine.lib` and this package only: an architecture test holds it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from phases.sandboxed.channel import Channel

CHUNK_BYTES = 1 << 20


class MissingInput(LookupError):
    """No input artifact of this type was given to the task."""


@dataclass(frozen=True, kw_only=True)
class ArtifactRef:
    """A stored artifact that this task may read. `phase` is the phase that made it; `producer` the agent or tool."""

    id: str
    type: str
    name: str
    hash: str
    media_type: str = "application/json"
    phase: str = ""
    producer: str = ""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What the worker asks for. `params` carries what the stage adds: `iteration`, `heal` {strategy, reasons}, tool arguments.

    `inputs` are ordered oldest first: of two artifacts of one type the later one is current.
    """

    kind: str  # agent | tool
    target: str
    phase: str
    attempt: int
    idea: Mapping[str, Any]
    inputs: tuple[ArtifactRef, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    checkpoint: Mapping[str, Any] | None = None
    produces: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Execution:
    """One executed command: what ran, how it ended, what it printed. `output_sha256` binds standard output and error."""

    command: str
    exit_code: int
    duration_ms: int
    stdout: bytes
    stderr: bytes
    output_sha256: str

    def producer(self, tool: str, version: str) -> dict[str, Any]:
        """Return the producer entry that tool reports and guard metrics carry."""
        return {
            "tool": tool,
            "version": version,
            "command": self.command,
            "exit_code": self.exit_code,
            "duration_ms": self.duration_ms,
            "output_sha256": self.output_sha256,
        }


class Context:
    """The sandbox's only view of the world. Every method that leaves the sandbox may raise RequestRefused."""

    def __init__(self, assignment: Assignment, channel: Channel, workdir: Path):
        self.assignment = assignment
        self.workdir = workdir
        self._channel = channel
        self._inputs = list(assignment.inputs)

    # -- what was asked ------------------------------------------------------------------------------------------------

    @property
    def idea(self) -> Mapping[str, Any]:
        """The idea as dropped: `text`, and where given `title`, `users` (list), `constraints` (list), …"""
        return self.assignment.idea

    @property
    def params(self) -> Mapping[str, Any]:
        return self.assignment.params

    @property
    def checkpoint(self) -> Mapping[str, Any] | None:
        """The last saved checkpoint of this task ({`token`, `data`}), if an earlier attempt left one."""
        return self.assignment.checkpoint

    # -- artifacts -----------------------------------------------------------------------------------------------------

    def refs(self, type: str) -> list[ArtifactRef]:
        """Return the readable artifacts of a type, oldest first; the task's own writes and tool reports come last."""
        return [ref for ref in self._inputs if ref.type == type]

    def read_bytes(self, ref: ArtifactRef) -> bytes:
        """Return the bytes of an input artifact, checked against its hash."""
        chunks, offset = [], 0
        while True:
            answer = self._channel.request("artifact.read", {"id": ref.id, "offset": offset, "limit": CHUNK_BYTES})
            chunk = base64.b64decode(answer["data"])
            chunks.append(chunk)
            offset += len(chunk)
            if offset >= answer["size"] or not chunk:
                break
        data = b"".join(chunks)
        if hashlib.sha256(data).hexdigest() != ref.hash:
            raise ValueError(f"artifact {ref.name} ({ref.id}): content does not match its hash")
        return data

    def load(self, ref: ArtifactRef) -> Any:
        """Return the JSON content of an input artifact."""
        return json.loads(self.read_bytes(ref))

    def find(self, type: str) -> Any | None:
        """Return the content of the newest artifact of a type, or None."""
        refs = self.refs(type)
        return self.load(refs[-1]) if refs else None

    def read(self, type: str) -> Any:
        """Return the content of the newest artifact of a type. Raises MissingInput."""
        refs = self.refs(type)
        if not refs:
            raise MissingInput(f"{self.assignment.target} needs a {type}; none was produced before it")
        return self.load(refs[-1])

    def write(
        self, type: str, content: Mapping[str, Any], *, sources: Mapping[str, Mapping[str, Any]] | None = None, name: str | None = None
    ) -> ArtifactRef:
        """Store a JSON artifact and return its reference.

        `sources` says, for every pointer into `content` that makes a claim (`x-claim` in the type's schema), where
        it comes from: {"kind": "idea", "pointer", "quote"} | {"kind": "artifact", "type", "pointer", "quote"} |
        {"kind": "rule", "id", "quote"} | {"kind": "tool", "report", "pointer"} | {"kind": "assumption", "rationale"}.
        The worker checks the content against the schema; RequestRefused names the pointer that is wrong.
        """
        body = dict(content)
        if sources is not None:
            body["sources"] = {pointer: dict(source) for pointer, source in sorted(sources.items())}
        data = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        return self._store(type, data, name or f"{type}.json", "application/json")

    def write_file(self, type: str, data: bytes, *, name: str, media_type: str) -> ArtifactRef:
        """Store bytes as an artifact and return its reference."""
        return self._store(type, data, name, media_type)

    def _store(self, type: str, data: bytes, name: str, media_type: str) -> ArtifactRef:
        handle: str | None = None
        for offset in range(0, max(len(data), 1), CHUNK_BYTES):
            chunk = data[offset : offset + CHUNK_BYTES]
            answer = self._channel.request(
                "artifact.write",
                {
                    "type": type,
                    "name": name,
                    "media_type": media_type,
                    "handle": handle,
                    "data": base64.b64encode(chunk).decode(),
                    "last": offset + CHUNK_BYTES >= len(data),
                },
            )
            handle = answer.get("handle")
        ref = ArtifactRef(**answer["artifact"])
        self._inputs.append(ref)
        return ref

    # -- tools ---------------------------------------------------------------------------------------------------------

    def call_tool(self, tool: str, args: Mapping[str, Any] | None = None, *, inputs: Sequence[ArtifactRef] | None = None) -> dict[str, Any]:
        """Have the worker run an allowlisted tool in a sandbox of its own; return its ToolReport.

        The tool may read `inputs` (default: everything this task may read). The report is stored as an artifact by
        the worker, so that gates need not believe the agent; its reference is returned as `report["ref"]`.
        """
        return self._admitted(self._channel.request("tool.call", self._call(tool, args, inputs)))

    def call_tools(self, tools: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Have the worker run several tools without arguments at the same time; return tool → ToolReport, as `call_tool` does for one.

        None of them sees what another makes.
        """
        answers = self._channel.request("tools.call", {"calls": [self._call(tool, None, None) for tool in tools]})["answers"]
        return {tool: self._admitted(answer) for tool, answer in zip(tools, answers, strict=True)}

    def _call(self, tool: str, args: Mapping[str, Any] | None, inputs: Sequence[ArtifactRef] | None) -> dict[str, Any]:
        readable = self._inputs if inputs is None else inputs
        return {"tool": tool, "args": dict(args or {}), "inputs": [ref.id for ref in readable]}

    def _admitted(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        ref = ArtifactRef(**answer["artifact"])
        self._inputs.append(ref)
        self._inputs.extend(ArtifactRef(**made) for made in answer.get("produced", ()))
        return {**answer["report"], "ref": ref}

    def complete(self, prompt: str, *, schema: Mapping[str, Any]) -> Any:
        """Have the worker ask the language model; RequestRefused when none is configured."""
        return self._channel.request("llm.complete", {"prompt": prompt, "schema": dict(schema)})

    # -- progress ------------------------------------------------------------------------------------------------------

    def save_checkpoint(self, token: str, data: Mapping[str, Any]) -> None:
        """Save how far the task has come; the next attempt finds it as `ctx.checkpoint`."""
        self._channel.request("checkpoint.save", {"token": token, "data": dict(data)})

    def progress(self, percent: float, note: str = "") -> None:
        """Report real progress (0–100); it stands in the task's row and is told as task.progress."""
        self._channel.notify("progress", {"percent": percent, "note": note})

    def log(self, message: str) -> None:
        self._channel.notify("log", {"message": message})

    # -- commands ------------------------------------------------------------------------------------------------------

    def execute(
        self, command: Sequence[str], *, cwd: Path | None = None, timeout_s: float = 300, env: Mapping[str, str] | None = None, input: bytes = b""
    ) -> Execution:
        """Run a command in the work folder and return how it ended; a non-zero exit is for the caller to judge.

        Raises subprocess.TimeoutExpired after `timeout_s`. `{workdir}` paths are shortened in `command`, so that
        reports of equal work read equal.
        """
        import os

        started = time.monotonic()
        done = subprocess.run(
            list(command),
            cwd=cwd or self.workdir,
            input=input,
            capture_output=True,
            timeout=timeout_s,
            env={**os.environ, **(env or {})},
            check=False,
        )
        elapsed = int((time.monotonic() - started) * 1000)
        shown = " ".join(str(part) for part in command).replace(str(self.workdir), ".")
        return Execution(
            command=shown,
            exit_code=done.returncode,
            duration_ms=elapsed,
            stdout=done.stdout,
            stderr=done.stderr,
            output_sha256=hashlib.sha256(done.stdout + b"\0" + done.stderr).hexdigest(),
        )
