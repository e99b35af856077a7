"""A bench in memory on which a real guard runs over a small repository and such tool reports as the audit wants it to read."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandbox.toolcalls import failure_report
from phases.sandboxed import loading
from phases.sandboxed.channel import RequestRefused
from phases.sandboxed.context import ArtifactRef, Assignment, Context
from phases.sandboxed.repository import BRANCH, BUNDLE_MEDIA_TYPE, BUNDLE_TYPE, Repository

IDEA = {"text": "A list of todos."}
# who hands the repository on; the build's guard looks at the merged one alone
MERGER = "tool.code.merge"
# what some tools' reports speak about: artifact type → content, as far as guards look at it
MODEL = {"entities": [{"id": "todo", "name": "Todo", "plural": "todos", "attributes": [{"name": "title", "type": "text", "required": True}]}]}
CONTRACTS = {
    "DomainModel": MODEL,
    "OpenAPI": {"document": {"openapi": "3.1.0", "paths": {}}},
    "ERD": {"sql": "CREATE TABLE todo (id INTEGER PRIMARY KEY)", "entities": []},
}


@dataclass(frozen=True, kw_only=True)
class Product:
    """A repository of one file, as a bundle."""

    commit: str
    bundle: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.bundle).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A tool report as it lies in the store: which phase made it, and whether its bytes are still those that were stored."""

    report: Mapping[str, Any]
    phase: str
    tampered: bool = False


def make_product() -> Product:
    """Make the repository with git, as every product of a run is made."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository(Path(folder))
        repository.git("init", "--quiet", f"--initial-branch={BRANCH}")
        repository.write({"README.md": "A product.\n"})
        return Product(commit=repository.commit("Begin"), bundle=repository.bundle())


def run_guard(guard: str, phase: str, product: Product, placed: Iterable[Placed], *, contracts: bool = False) -> dict[str, Any] | None:
    """Run a guard over the product and the reports, oldest first; None when it raised, which ends its task without a report.

    `contracts`: domain model, interface and data model are there too, which some tools' reports speak about.
    """
    channel = _Channel(phase)
    channel.put(BUNDLE_TYPE, product.bundle, name=f"{product.commit}.bundle", media_type=BUNDLE_MEDIA_TYPE, producer=MERGER)
    for type, content in (CONTRACTS if contracts else {}).items():
        channel.put(type, json.dumps(content).encode(), name=f"{type}.json", producer="the audit")
    for entry in placed:
        channel.put_report(entry)
    assignment = Assignment(kind="tool", target=guard, phase=phase, attempt=1, idea=IDEA, inputs=tuple(channel.refs))
    with tempfile.TemporaryDirectory() as folder:
        try:
            return loading.load(guard).run(Context(assignment, channel, Path(folder)))
        except Exception:  # noqa: BLE001 - stands where the sandbox stands: whatever a guard raises ends its task, and leaves no report
            return None


def about() -> dict[str, str]:
    """Return tool → the digest of the content that its report speaks about."""
    return {
        "tool.intake.feasibility": digest(MODEL),
        "tool.arch.openapiCheck": digest(CONTRACTS["OpenAPI"]["document"]),
        "tool.arch.sqlCheck": digest(CONTRACTS["ERD"]["sql"]),
    }


class _Channel:
    """Answers what a guard asks of its worker: artifacts from memory, and for a tool the report that was placed for it."""

    def __init__(self, phase: str):
        self.phase = phase
        self.refs: list[ArtifactRef] = []
        self._bytes: dict[str, bytes] = {}

    def put(self, type: str, data: bytes, *, name: str, producer: str, media_type: str = "application/json", phase: str = "") -> ArtifactRef:
        id, sha256 = f"artifact-{len(self.refs)}", hashlib.sha256(data).hexdigest()
        ref = ArtifactRef(id=id, type=type, name=name, hash=sha256, media_type=media_type, phase=phase or self.phase, producer=producer)
        self.refs.append(ref)
        self._bytes[id] = data
        return ref

    def put_report(self, placed: Placed) -> None:
        tool = str(placed.report.get("tool"))
        ref = self.put("ToolReport", json.dumps(placed.report).encode(), name=f"{tool}.json", producer=tool, phase=placed.phase)
        if placed.tampered:
            self._bytes[ref.id] += b" "

    def notify(self, method: str, params: dict[str, Any]) -> None:
        """Progress and logs go nowhere."""

    def request(self, method: str, params: dict[str, Any]) -> Any:
        if method == "artifact.read":
            data = self._bytes[params["id"]]
            chunk = data[params["offset"] : params["offset"] + params["limit"]]
            return {"data": base64.b64encode(chunk).decode(), "size": len(data)}
        if method == "tool.call":
            return self._called(params["tool"])
        raise RequestRefused(f"{method} is not to be had while gates are audited")

    def _called(self, tool: str) -> dict[str, Any]:
        found = [ref for ref in self.refs if ref.type == "ToolReport" and ref.producer == tool and ref.phase == self.phase]
        if not found:
            # what the worker hands to a guard whose tool died
            found = [self.put("ToolReport", json.dumps(failure_report(tool, f"{tool} died")).encode(), name=f"{tool}.json", producer=tool)]
        data = self._bytes[found[-1].id]
        if hashlib.sha256(data).hexdigest() != found[-1].hash:
            raise RequestRefused(f"the report of {tool} is not what was stored")
        return {"report": json.loads(data), "artifact": vars(found[-1])}
