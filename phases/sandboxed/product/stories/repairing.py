"""What is done about a story after which the suite fails: it is written once more from the model, or taken back. Used by StoryValidatorAgent.

1. What the story's files are is compared with what the model says they are; where they differ, the model's are put back.
2. When nothing differs, or the suite fails still, the story's commits are taken back, if the suite passed before them: the product
   stays one whose tests pass, and the story counts as failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from phases.sandboxed.product.resources import Resource
from phases.sandboxed.product.stories.acceptance import acceptance_module
from phases.sandboxed.product.stories.features import NotPossible, feature_for_story
from phases.sandboxed.product.stories.reading import Story, resource_for, test_module, trailer
from phases.sandboxed.repository import Repository

Report = Mapping[str, Any]
MOST_REASONS = 10


def suite_passed(report: Report) -> bool:
    """Tell whether a suite report is about a suite that ran to its end with every test passed."""
    data = report["data"]
    return bool(report["outcome"] == "ok" and data["tests"] > 0 and data["passed"] == data["tests"])


def write_anew(product: Repository, model: Any, story: Story) -> list[str]:
    """Put back the files of a story that differ from what the model says, and commit; return their paths, none when all agree."""
    wanted = _files(model, resource_for(model, story), story)
    differing = [path for path, text in wanted.items() if _present(product, path) != text]
    if differing:
        product.write({path: wanted[path] for path in differing})
        product.commit(f"Write {story['id']} anew from the model\n\n{trailer(story)}")
    return differing


def _files(model: Any, resource: Resource | None, story: Story) -> dict[str, str]:
    """Return the files that belong to a story alone, as they follow from the model."""
    if resource is None:
        return {}
    try:
        feature = feature_for_story(model, resource, story)
    except NotPossible:
        feature = None
    source = acceptance_module(model, resource, story)
    files = {} if feature is None else {f"app/features/{feature.module}.py": feature.source}
    return files if source is None else {**files, test_module(story): source}


def _present(product: Repository, path: str) -> str | None:
    file = product.path / path
    return file.read_text(encoding="utf-8") if file.is_file() else None


def take_back(product: Repository, story: Story, reasons: Sequence[str]) -> bool:
    """Undo the commits of a story that lie on top of the history, in one commit that says why; return whether there were some."""
    commits = _newest(product, story)
    if not commits:
        return False
    product.git("revert", "--no-commit", *commits)
    why = "".join(f"\n- {reason}" for reason in reasons[:MOST_REASONS])
    product.commit(f"Take back {story['id']}: the suite fails with it\n{why}\n\n{trailer(story)}")
    return True


def _newest(product: Repository, story: Story) -> list[str]:
    """Return the commits of a story on top of the history, the newest first."""
    found = []
    for line in product.git("log", "--format=%H%x00%(trailers:key=Story,valueonly,separator=%x20)").splitlines():
        commit, _, of = line.partition("\0")
        if of.strip() != story["id"]:
            break
        found.append(commit)
    return found
