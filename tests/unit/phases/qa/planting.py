"""A product built once, copies of its bench for every test, and defects planted into copies of the product."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from phases.sandboxed.repository import BUNDLE_MEDIA_TYPE, BUNDLE_TYPE, Repository
from tests.support.workbench import Workbench
from tests.unit.phases.product.benches import built, put, stories_for
from tests.unit.phases.product.models import TODO

# what the product as built serves; search, filter and the like come with the story loop
BASE = ("create", "list", "view", "update", "delete", "complete")
Edit = tuple[str, str]


def finished(folder: Path) -> Workbench:
    """Return a bench with the todo product, its stories, its requirements, and the sealed tests that were written from them."""
    bench = built(folder, TODO)
    put(bench, "UserStories", stories_for(TODO, BASE), phase="prd")
    bench.run("NFRsAgent", phase="prd")
    for agent in ("APIDesignAgent", "SealedTestAgent"):
        bench.run(agent, phase="architecture")
    return bench


def copied(bench: Workbench, folder: Path) -> Workbench:
    """Return a bench of its own that begins with everything that `bench` has."""
    copy = Workbench(folder, bench.idea)
    folder.mkdir(parents=True, exist_ok=True)
    copy.refs, copy.bytes = list(bench.refs), dict(bench.bytes)
    return copy


def plant(bench: Workbench, edits: Mapping[str, Edit | str], *, phase: str = "story-loop") -> str:
    """Store a new commit of the product: files replaced by text, or changed by (old, new), which must be there. Return the commit."""
    newest = [ref for ref in bench.refs if ref.type == BUNDLE_TYPE][-1]
    place = len(list(bench.folder.iterdir()))
    bundle, path = bench.folder / f"{place}.bundle", bench.folder / f"{place}-planted"
    bundle.write_bytes(bench.bytes[newest.id])
    Repository(bench.folder).git("clone", "--quiet", "--branch", "main", str(bundle), str(path))
    product = Repository(path)
    for name, edit in edits.items():
        if isinstance(edit, str):
            product.write({name: edit})
            continue
        before = (path / name).read_text(encoding="utf-8")
        assert edit[0] in before, f"{name} has no {edit[0]!r}"
        product.write({name: before.replace(*edit)})
    commit = product.commit("Plant a defect")
    bench.store(BUNDLE_TYPE, product.bundle(), name=f"{commit}.bundle", media_type=BUNDLE_MEDIA_TYPE, phase=phase, producer="a gardener")
    return commit


def called(bench: Workbench, tool: str, *, phase: str = "qa", params: dict[str, Any] | None = None) -> dict[str, Any]:
    """Run a tool as the worker does: its report is stored for the guards."""
    report = bench.run(tool, phase=phase, params=params)
    bench.store("ToolReport", json.dumps(report).encode(), name=f"{tool}.json", media_type="application/json", phase=phase, producer=tool)
    return report


def values(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metrics of a guard report, name → value."""
    return {name: metric["value"] for name, metric in report["metrics"].items()}


def judged(bench: Workbench, guard: str, *tools: str, phase: str = "qa") -> dict[str, Any]:
    """Run tools and then a guard over their reports; return the metrics."""
    for tool in tools:
        called(bench, tool, phase=phase)
    return values(bench.run(guard, phase=phase))
