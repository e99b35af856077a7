"""Planted defects: each goes into a finished product, and the gate that has to catch it judges with agents, guard and rubrics of its own.

The sound products, which show false alarms, are judged by whole phases.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.repository import BUNDLE_MEDIA_TYPE, BUNDLE_TYPE, Repository
from tests.evaluation.defects import Defect, Gate
from tests.evaluation.judging import Judgement, judged, judged_by
from tests.evaluation.products import Files, Product, written
from tests.support.workbench import Workbench
from tests.unit.phases.security.small_product import Signer

PHASES = ("security", "qa")
REQUIREMENTS = ("NFRsAgent", "UXFlowAgent", "PRDWriterAgent", "TraceMatrixAgent")


@dataclass(frozen=True, kw_only=True)
class Caught:
    """What became of one planted defect: the rubrics that stood in the way of its phase, and of those the ones that did so without it."""

    defect: str
    phase: str
    rubric: str
    tripped: tuple[str, ...]
    anyway: tuple[str, ...] = ()

    @property
    def caught(self) -> bool:
        """Whether the rubric that is for the defect stood in the way, and did not do so without it."""
        return any(entry.endswith(f": {self.rubric}") for entry in self.tripped if entry not in self.anyway)


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """What a phase said of a product without a planted defect: anything is a false alarm. `reasons` are those of its gate and guards."""

    product: str
    phase: str
    tripped: tuple[str, ...]
    reasons: tuple[str, ...] = ()


def plant(product: Product, defect: Defect, folder: Path, *, anyway: Iterable[str] = (), whole: bool = False) -> Caught:
    """Plant a defect and have it judged by the guard that is for it, or by its whole phase. Raises EditMisfits.

    `anyway` is what the same gate holds against the sound product (`held_against`): a rubric among them has caught nothing.
    """
    found = _judgement(product, defect.gate, folder, defect.plant(product), whole=whole)
    return Caught(defect=defect.name, phase=defect.gate.phase, rubric=defect.rubric, tripped=found.rubrics, anyway=tuple(anyway))


def held_against(product: Product, own: Gate, folder: Path, *, whole: bool = False) -> tuple[str, ...]:
    """Return the rubrics by which a gate, or its whole phase, refuses a product as it is."""
    return _judgement(product, own, folder, None, whole=whole).rubrics


def _judgement(product: Product, own: Gate, folder: Path, files: Files | None, *, whole: bool) -> Judgement:
    bench = bench_of(product, folder, files)
    return judged(bench, own.phase) if whole else judged_by(bench, own.phase, own.guard, own.agents)


def sound(name: str, product: Product, folder: Path, phase: str) -> Alarm:
    """Have a product without a planted defect judged by a whole phase."""
    found = judged(bench_of(product, folder), phase)
    return Alarm(product=name, phase=phase, tripped=found.rubrics, reasons=found.reasons if found.rubrics else ())


def bench_of(product: Product, folder: Path, planted: Files | None = None) -> Workbench:
    """Return a bench with all that the judging phases read of a run; the product has a second commit with what was planted."""
    folder.mkdir(parents=True, exist_ok=True)
    bench = Workbench(folder / "bench", product.model["title"], host_tools={"tool.signing.cosign": Signer()})
    bench.folder.mkdir()
    artifacts = {"DomainModel": product.model, "UserStories": product.stories, "OpenAPI": product.openapi, "SealedTests": product.sealed}
    for type, phase in {"DomainModel": "intake", "UserStories": "prd", "OpenAPI": "architecture", "SealedTests": "architecture"}.items():
        _store(bench, type, artifacts[type], phase)
    for agent in REQUIREMENTS:
        bench.run(agent, phase="prd")
    repository = Repository(written(product.files, folder / "product"))
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit("Build the product")
    if planted is not None:
        for name in set(product.files) - set(planted):
            (repository.path / name).unlink()
        repository.write(planted)
        repository.commit("Change the product")
    head = repository.head
    bench.store(BUNDLE_TYPE, repository.bundle(), name=f"{head}.bundle", media_type=BUNDLE_MEDIA_TYPE, phase="story-loop", producer="an author")
    return bench


def _store(bench: Workbench, type: str, content: Mapping[str, Any], phase: str) -> None:
    data = json.dumps(content).encode()
    bench.store(type, data, name=f"{type}.json", media_type="application/json", phase=phase, producer="an agent")
