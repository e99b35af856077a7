"""Benches with a product whose stories are done, with the release's documents, and with the released commit; defects are planted on copies."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from phases.sandboxed.agents.changelog import finish
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Given, part
from phases.sandboxed.planning.interface import openapi
from phases.sandboxed.planning.requirements import prd
from phases.sandboxed.planning.sealed.writing import sealed_tests
from phases.sandboxed.repository import BUNDLE_MEDIA_TYPE, BUNDLE_TYPE, Repository
from tests.support.workbench import Workbench
from tests.unit.phases.product.benches import built, loop, put, stories_for
from tests.unit.phases.product.models import TODO
from tests.unit.phases.security.small_product import Signer

WRITERS = ("ReleaseNotesAgent", "DeploymentAgent", "DocumentationAgent")
ASKED = (("create", "todo"), ("list", "todo"), ("complete", "todo"), ("search", "todo"), ("update", "list"), ("delete", "list"))
MODEL: dict[str, Any] = {
    **TODO,
    "actions": [
        {"id": f"{verb}_{entity}", "actor": "user", "verb": verb, "entity": entity, "phrase": f"User can {verb} {entity}s."} for verb, entity in ASKED
    ],
}
ROLES = ("newcomer", "administrator", "keyboard_user")
PERSONAS = {
    "personas": [
        {"id": "user", "actor": "user", "name": "User", "kind": "actor", "role": "Uses it.", "goals": ["Todos done."], "needs": []},
        *({"id": id, "actor": "", "name": id, "kind": "role", "role": "A role.", "goals": ["A goal."], "needs": []} for id in ROLES),
    ]
}
USE_CASES = {
    "abuse_cases": [],
    "use_cases": [
        {"id": f"UC-{number:02d}", "actor": "user", "entity": entity, "title": f"{verb} {entity}", "text": "A case.", "covers": [f"{verb}_{entity}"],
         "steps": []}
        for number, (verb, entity) in enumerate(ASKED, start=1)
    ],
}  # fmt: skip


def grown(folder: Path) -> Workbench:
    """Return a bench whose product has its stories."""
    bench = built(folder, MODEL)
    stories = stories_for(MODEL, ("create", "search", "complete"))
    put(bench, "UserStories", stories, phase="prd")
    put(bench, "SealedTests", _sealed(stories), phase="architecture")
    put(bench, "Personas", PERSONAS, phase="ideation")
    put(bench, "UseCases", USE_CASES, phase="ideation")
    loop(bench)
    bench.host_tools["tool.signing.cosign"] = Signer()
    return bench


def _sealed(stories: dict[str, Any]) -> dict[str, Any]:
    """Return the sealed tests that the architecture would have written for these stories."""
    domain, source = DomainModel.from_json(MODEL), Given(type="DomainModel", content=MODEL)
    contract, _ = part(openapi(domain, source, stories))
    requirements, _ = part(prd(domain, source, Given(type="UserStories", content=stories), None, {}, nfrs=[], screens=[]))
    return sealed_tests(domain, stories["stories"], contract, requirements)


def written(bench: Workbench) -> Workbench:
    """Have notes, plans and documents written."""
    for agent in WRITERS:
        bench.run(agent, phase="release")
    return bench


def copy_of(bench: Workbench, folder: Path) -> Workbench:
    """Return a bench of its own with everything that this one has."""
    folder.mkdir(parents=True, exist_ok=True)
    other = Workbench(folder, bench.idea, host_tools=bench.host_tools)
    other.refs, other.bytes = list(bench.refs), dict(bench.bytes)
    return other


def cloned(bench: Workbench, folder: Path) -> Repository:
    """Return a work tree of the newest product."""
    bundle = folder.with_suffix(".bundle")
    bundle.write_bytes(bench.bytes[[ref for ref in bench.refs if ref.type == BUNDLE_TYPE][-1].id])
    subprocess.run(["git", "clone", "--quiet", "--branch", "main", str(bundle), str(folder)], check=True)
    return Repository(folder)


def store(bench: Workbench, product: Repository) -> None:
    bench.store(
        BUNDLE_TYPE, product.bundle(), name=f"{product.head}.bundle", media_type=BUNDLE_MEDIA_TYPE, phase="release", producer="ChangelogAgent"
    )


def with_files(bench: Workbench, folder: Path, files: Mapping[str, str | None]) -> Workbench:
    """Return a copy of a bench whose newest commit has these files besides; None takes one away."""
    other = copy_of(bench, folder / "bench")
    product = cloned(other, folder / "work")
    product.write({name: text for name, text in files.items() if text is not None})
    for name in (name for name, text in files.items() if text is None):
        (product.path / name).unlink()
    product.commit("Plant a defect")
    store(other, product)
    return other


def committed(bench: Workbench, folder: Path) -> Workbench:
    """Make the final commit as ChangelogAgent does, and name it in a ReleaseManifest, without executing anything on it."""
    product = cloned(bench, folder)
    head = finish(product, bench.content("Documentation"), bench.content("ReleaseNotes"))
    store(bench, product)
    manifest = {"version": "1.0.0", "commit": head, "tree": product.tree, "previous": head, "files": product.files(), "statements": ["Released."]}
    put(bench, "ReleaseManifest", manifest, phase="release")
    return bench


def call(bench: Workbench, tool: str, *, phase: str) -> dict[str, Any]:
    """Run a tool as the worker does: its report is stored for the guards."""
    report = bench.run(tool, phase=phase)
    bench.store("ToolReport", json.dumps(report).encode(), name=f"{tool}.json", media_type="application/json", phase=phase, producer=tool)
    return report


def values(bench: Workbench, guard: str, *, phase: str) -> dict[str, Any]:
    """Return metric → value of a guard."""
    return {name: metric["value"] for name, metric in bench.run(guard, phase=phase)["metrics"].items()}
