"""ReleaseNotesAgent: says what changed from the commits of the product, story by story."""

from __future__ import annotations

from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Claim, Given, by_rule, given, rule_says, write
from phases.sandboxed.release.history import VERSION, Commit, base_commit, commits_of
from phases.sandboxed.speech import speech_of

LIMITS = ("release.limit.accounts", "release.limit.single")


def run(ctx: Context) -> dict[str, Any]:
    """Write ReleaseNotes; return how many changes they name. Raises MissingInput without its needs."""
    stories, domain = given(ctx, "UserStories"), given(ctx, "DomainModel")
    model = DomainModel.from_json(domain.content)
    speech, commits = speech_of(model), commits_of(repository.checkout(ctx))
    changes = _changes(model, domain, stories, commits)
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
                stories.claim(
                    speech.say("{story} has no commit of its own in this release: {wish}", story=story["id"], wish=story["i_want"]),
                    f"/stories/{index}/i_want",
                )
                for index, story in enumerate(stories.content["stories"])
                if story["id"] not in done
            ],
            "known_limits": [rule_says(speech.rule(id)) for id in LIMITS],
        },
    )
    return {"changes": len(changes), "commits": len(commits)}


def _changes(model: DomainModel, domain: Given, stories: Given, commits: tuple[Commit, ...]) -> list[dict[str, Any]]:
    """Return one change a story with commits, in the stories' order, before them the base and what was polished."""
    told: list[dict[str, Any]] = []
    speech = speech_of(model)
    places = {rule["id"]: place for place, rule in enumerate(domain.content["rules"])}
    rest = [commit for commit in commits if not commit.story]
    if rest:
        subjects = "; ".join(dict.fromkeys(commit.subject for commit in rest))
        text = by_rule(speech.say("The base that every story stands on: {subjects}.", subjects=subjects), speech.rule("release.notes.base"))
        told.append({"kind": "changed", "story": "", "text": text, "commits": [commit.id for commit in rest]})
    for index, story in enumerate(stories.content["stories"]):
        own = [commit for commit in commits if commit.story == story["id"]]
        if own:
            text = domain.repeated(f"/rules/{places[story['rule']]}/text") if "rule" in story else _able(model, stories, index)
            told.append({"kind": "added", "story": story["id"], "text": text, "commits": [commit.id for commit in own]})
    return told


def _able(model: DomainModel, stories: Given, index: int) -> Claim:
    """Return what somebody can do now by a story."""
    speech, story = speech_of(model), stories.content["stories"][index]
    wish = story["i_want"].removeprefix("to ").rstrip(".")
    able = speech.say("The {who:one} can {wish}.", who=speech.person(model.actor(story["actor"]).name), wish=wish)
    return stories.claim(able, f"/stories/{index}/i_want")
