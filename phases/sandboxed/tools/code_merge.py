"""tool.code.merge: brings what the building agents published together into one repository, and tries it.

1. Take the newest bundle of every agent of this phase, in the order of the agents' names.
2. Commit their files one agent after the other; a path with two contents is a conflict and ends the merge.
3. Run the suite once: what does not even load is no product.
4. Publish the repository and say what is in it (RepoManifest).
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import ArtifactRef, Context, MissingInput
from phases.sandboxed.planning.claims import Given, given, write
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.running import START_COMMAND, TEST_COMMAND
from phases.sandboxed.product.suite import run_suite
from phases.sandboxed.reports import tool_report

TOOL, VERSION = "tool.code.merge", "1.0.0"


class MergeConflict(ValueError):
    """Two agents wrote different content to one path."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one agent contributes: its files by path, its commit and that commit's message."""

    producer: str
    commit: str
    message: str
    files: Mapping[str, bytes]


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, parts, files, tests, passed, failed, errors, …}. Raises MergeConflict, SuiteBroken."""
    domain = given(ctx, "DomainModel")
    parts = [_read_part(ctx, index, ref) for index, ref in enumerate(_bundles(ctx))]
    refuse_conflicts(parts)
    merged = repository.create(ctx)
    for part in parts:
        merged.write(part.files)
        merged.commit(f"{part.message}\n\nProducer: {part.producer}")
    suite = run_suite(ctx, merged)
    repository.publish(ctx, merged)
    write(ctx, "RepoManifest", _manifest(merged, parts, domain))
    data = {"commit": merged.head, "tree": merged.tree, "parts": [part.producer for part in parts], "files": len(merged.files()), **suite.outcome}
    producers = [suite.execution.producer("unittest", platform.python_version())]
    return tool_report(TOOL, version=VERSION, producers=producers, data=data, measured={"duration_ms": suite.execution.duration_ms})


def _bundles(ctx: Context) -> list[ArtifactRef]:
    """Return the newest bundle of each agent of this phase, by the agent's name. Raises MissingInput when there is none."""
    newest = {ref.producer: ref for ref in ctx.refs(repository.BUNDLE_TYPE) if ref.phase == ctx.assignment.phase and ref.producer != TOOL}
    if not newest:
        raise MissingInput(f"{TOOL} needs a {repository.BUNDLE_TYPE} of the phase {ctx.assignment.phase}; its agents published none")
    return [newest[producer] for producer in sorted(newest)]


def _read_part(ctx: Context, index: int, ref: ArtifactRef) -> Part:
    part = repository.checkout(ctx, ref, folder=f"part-{index}")
    files = {name: (part.path / name).read_bytes() for name in part.files()}
    return Part(producer=ref.producer, commit=part.head, message=part.git("log", "-1", "--format=%s"), files=files)


def refuse_conflicts(parts: list[Part]) -> None:
    """Raise MergeConflict, naming path and agents, when a path has two contents."""
    owners: dict[str, Part] = {}
    for part in parts:
        for path, content in part.files.items():
            first = owners.setdefault(path, part)
            if first.files[path] != content:
                raise MergeConflict(f"{path}: {first.producer} and {part.producer} wrote different content; a path belongs to one agent")


def _manifest(merged: repository.Repository, parts: list[Part], domain: Given) -> dict[str, Any]:
    files = []
    for name in merged.files():
        content = (merged.path / name).read_bytes()
        files.append({"path": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)})
    resources = [
        {
            "entity": resource.id,
            "table": resource.id,
            "pages": f"/{resource.path}",
            "rest": f"/api/{resource.path}",
            "serves": domain.claim(f"The service keeps {resource.plural}.", f"/entities/{index}/plural"),
        }
        for index, resource in enumerate(resources_of(domain.content))
    ]
    return {
        "commit": merged.head,
        "tree": merged.tree,
        "branch": repository.BRANCH,
        "files": files,
        "start": list(START_COMMAND),
        "test": list(TEST_COMMAND),
        "resources": resources,
        "parts": [{"producer": part.producer, "commit": part.commit, "files": sorted(part.files)} for part in parts],
    }
