"""What is on record about each story: its commits as git has them, its tests as the suite reported them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.planning.claims import Claim, Given
from phases.sandboxed.product.stories.reading import Story, test_name, trailer
from phases.sandboxed.repository import BRANCH, Repository

Report = Mapping[str, Any]
COUNTS = ("tests", "passed", "failed", "errors", "skipped")


@dataclass(frozen=True, kw_only=True)
class Commit:
    """One commit: the lines of its message, and (added, removed, path) of each file."""

    id: str
    subject: str
    message: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One acceptance criterion: the test that stands for it, and its outcome (passed, failed, missing)."""

    id: str
    test: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class StoryRecord:
    """One story: what it asks for (with source), its commits oldest first, the lines that they changed, its criteria."""

    id: str
    wish: Claim
    commits: tuple[Mapping[str, str], ...]
    files: tuple[Mapping[str, Any], ...]
    criteria: tuple[Criterion, ...]

    @property
    def passed(self) -> bool:
        """True when the story has criteria, each has a test, and every one passed."""
        return bool(self.criteria) and all(criterion.outcome == "passed" for criterion in self.criteria)

    @property
    def reasons(self) -> list[str]:
        return [f"{criterion.id}: {criterion.outcome}" for criterion in self.criteria if criterion.outcome != "passed"]


def records_of(product: Repository, stories: Given, count: int, report: Report) -> list[StoryRecord]:
    """Return the records of the first stories from the repository's history, read once, and the newest suite report."""
    history = _history(product)
    return [_record(history, stories, index, report) for index in range(count)]


def _record(history: tuple[Commit, ...], stories: Given, index: int, report: Report) -> StoryRecord:
    story = stories.content["stories"][index]
    commits = [commit for commit in history if trailer(story) in commit.message]
    return StoryRecord(
        id=story["id"],
        wish=stories.claim(f"{story['id']} lets people {story['i_want'].removeprefix('to ')}", f"/stories/{index}/i_want"),
        commits=tuple({"id": commit.id, "subject": commit.subject} for commit in commits),
        files=_changes(commits),
        criteria=outcomes(story, report),
    )


def outcomes(story: Story, report: Report | None) -> tuple[Criterion, ...]:
    """Return how each criterion of a story ended in a suite report; all are missing when the suite did not run."""
    data = report["data"] if report is not None and report["outcome"] == "ok" else {}
    ran, broken = set(data.get("names", ())), {failure["test"].split(" ")[0] for failure in data.get("failures", ())}
    found = []
    for criterion in story["acceptance"]:
        name = test_name(story, criterion)
        outcome = "missing" if name not in ran else "failed" if name in broken else "passed"
        found.append(Criterion(id=criterion["id"], test=name, outcome=outcome))
    return tuple(found)


def _history(product: Repository) -> tuple[Commit, ...]:
    """Return all commits, oldest first, by one call of git: a loop over many stories asks for them after each."""
    listed = product.git("log", "--reverse", "--numstat", "--format=%x1e%H%x1f%s%x1f%B%x1f")
    return tuple(_commit(entry) for entry in listed.split("\x1e")[1:])


def _commit(entry: str) -> Commit:
    id, subject, message, changes = entry.split("\x1f")
    lines = tuple(tuple(line.split("\t")) for line in changes.splitlines() if line)
    return Commit(id=id, subject=subject, message=tuple(message.splitlines()), lines=lines)


def _changes(commits: list[Commit]) -> tuple[Mapping[str, Any], ...]:
    """Return the lines added and removed a file, summed over the commits, by path."""
    files: dict[str, list[int]] = {}
    for added, removed, path in (line for commit in commits for line in commit.lines):
        total = files.setdefault(path, [0, 0])
        total[0] += int(added)
        total[1] += int(removed)
    return tuple({"path": path, "added": added, "removed": removed} for path, (added, removed) in sorted(files.items()))


def code_artifacts(product: Repository, stories: list[StoryRecord]) -> dict[str, Any]:
    """Return the content of CodeArtifacts, with claims: which story changed which files of the service."""
    entries = []
    for story in stories:
        code = [file for file in story.files if not file["path"].startswith("tests/")]
        entries.append({"story": story.id, "summary": story.wish, "outcome": "changed" if code else "present", "files": code})
    return {"commit": product.head, "tree": product.tree, "branch": BRANCH, "stories": entries}


def tests(report: Report, stories: list[StoryRecord]) -> dict[str, Any]:
    """Return the content of Tests: which test stands for which criterion, and how the suite ended."""
    entries = [{"story": story.id, "criteria": [vars(criterion) for criterion in story.criteria]} for story in stories]
    return {"suite": _suite(report), "stories": entries}


def change_requests(report: Report, stories: list[StoryRecord]) -> dict[str, Any]:
    """Return the content of PRs, with claims: one entry a story with commits, diff stat and test results."""
    entries = []
    for story in stories:
        passed = sum(criterion.outcome == "passed" for criterion in story.criteria)
        entries.append(
            {
                "story": story.id,
                "title": story.wish,
                "branch": BRANCH,
                "commits": list(story.commits),
                "files": list(story.files),
                "criteria": {"all": len(story.criteria), "passed": passed},
                "passed": story.passed,
                "reasons": story.reasons,
            }
        )
    return {"suite": _suite(report), "prs": entries}


def _suite(report: Report) -> dict[str, Any]:
    """Return the counts of a suite report; all None when the suite did not run to its end."""
    data = report["data"] if report["outcome"] == "ok" else {}
    return {"commit": report["data"].get("commit"), **{name: data.get(name) for name in COUNTS}, "error": report["error"]}
