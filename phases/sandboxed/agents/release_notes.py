"""ReleaseNotesAgent: says what changed from the commits of the product, story by story."""

from __future__ import annotations

from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Given, by_rule, given, rule_says, write
from phases.sandboxed.release.history import VERSION, Commit, base_commit, commits_of

LIMITS = ("release.limit.accounts", "release.limit.single")


def run(ctx: Context) -> dict[str, Any]:
    """Write ReleaseNotes; return how many changes they name. Raises MissingInput without its needs."""
    stories, domain = given(ctx, "UserStories"), given(ctx, "DomainModel")
    commits = commits_of(repository.checkout(ctx))
    changes = _changes(stories, commits)
    done = {change["story"] for change in changes}
    write(
        ctx,
        "ReleaseNotes",
        {
            "version": VERSION,
            "title": f"{domain.content['title']} {VERSION}",
            "summary": domain.repeated("/summary"),
            "base_commit": base_commit(commits),
            "changes": changes,
            "not_included": [
                stories.claim(f"{story['id']} has no commit of its own in this release: {story['i_want']}", f"/stories/{index}/i_want")
                for index, story in enumerate(stories.content["stories"])
                if story["id"] not in done
            ],
            "known_limits": [rule_says(id) for id in LIMITS],
        },
    )
    return {"changes": len(changes), "commits": len(commits)}


def _changes(stories: Given, commits: tuple[Commit, ...]) -> list[dict[str, Any]]:
    """Return one change a story with commits, in the stories' order, before them the base and what was polished."""
    told: list[dict[str, Any]] = []
    rest = [commit for commit in commits if not commit.story]
    if rest:
        subjects = "; ".join(dict.fromkeys(commit.subject for commit in rest))
        text = by_rule(f"The base that every story stands on: {subjects}.", "release.notes.base")
        told.append({"kind": "changed", "story": "", "text": text, "commits": [commit.id for commit in rest]})
    for index, story in enumerate(stories.content["stories"]):
        own = [commit for commit in commits if commit.story == story["id"]]
        if own:
            text = stories.claim(f"{story['as_a']} is able {story['i_want']}.", f"/stories/{index}/i_want")
            told.append({"kind": "added", "story": story["id"], "text": text, "commits": [commit.id for commit in own]})
    return told
