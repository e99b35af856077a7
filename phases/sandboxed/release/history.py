"""The product's history as release tells it: which commits belong to which story, and which are the base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from phases.sandboxed.context import ArtifactRef, Context
from phases.sandboxed.repository import BUNDLE_TYPE, Repository

VERSION = "1.0.0"
BUILD, MERGER = "build", "tool.code.merge"
# NUL, because it stands in no commit message and is no white space that could be stripped with an empty field
_FIELD = "\0"


@dataclass(frozen=True, kw_only=True)
class Commit:
    """One commit: its id, subject, and the story that its trailer names (empty when none)."""

    id: str
    subject: str
    story: str


def commits_of(product: Repository) -> tuple[Commit, ...]:
    """Return the commits of the branch, oldest first."""
    told = product.git("log", "--reverse", "--format=%H%x00%s%x00%(trailers:key=Story,valueonly,separator=%x20)")
    found = []
    for line in told.splitlines():
        id, subject, story = line.split(_FIELD)
        found.append(Commit(id=id, subject=subject, story=story.strip()))
    return tuple(found)


def base_commit(commits: Sequence[Commit]) -> str:
    """Return the last commit before the first story, or the first commit when a story begins the history."""
    before = []
    for commit in commits:
        if commit.story:
            break
        before.append(commit)
    return (before or list(commits[:1]))[-1].id


def previous_version(ctx: Context) -> ArtifactRef | None:
    """Return the bundle of the version before: what build delivered, whole."""
    refs = [ref for ref in ctx.refs(BUNDLE_TYPE) if ref.phase == BUILD]
    merged = [ref for ref in refs if ref.producer == MERGER]
    return (merged or refs or [None])[-1]
