"""Gathers the sealed tests of a run: the checks of every story, of every rule that a program can check, and those of every product.

What cannot be shown over HTTP is told with its reason, and never silently left out. Used by SealedTestAgent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.sealed import figures, frame, lists, operations
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.kinds import KINDS
from phases.sandboxed.planning.sealed.scripts import Case, World, world_of
from phases.sandboxed.planning.sealed.things import plain

Story = Mapping[str, Any]
PLAIN: dict[str, Callable[[World, str], Iterator[Case]]] = {
    "create": operations.create,
    "list": lists.listing,
    "view": operations.view,
    "update": operations.update,
    "delete": operations.delete,
    "search": lists.search,
    "filter": lists.filtering,
    "export": lists.exporting,
    "report": figures.counting,
}
RULE = "rule"


def sealed_tests(model: DomainModel, stories: Iterable[Story], openapi: Mapping[str, Any], prd: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the content of a SealedTests artifact. `stories` are those of UserStories, `openapi` and `prd` the artifacts' contents."""
    world, told = world_of(model, openapi), list(stories)
    writer = _Writer({story: entry["id"] for entry in (prd or {}).get("requirements", ()) for story in entry["stories"]})
    by_rule = {story["rule"]: story for story in told if story["action"] == RULE and "rule" in story}
    for story in told:
        if story["action"] != RULE:
            writer.add(lambda story=story: _cases_of(world, story), story=story)
    for rule in model.rules:
        if rule.checkable:
            writer.add(lambda rule=rule: KINDS[rule.kind](rule, world), story=by_rule.get(rule.id, {}), rule=rule.id)
    writer.add(lambda: frame.cases(world))
    return {
        "roles": list(world.cast.roles),
        "checks": writer.checks,
        "rules": [rule.id for rule in model.rules if rule.checkable],
        "stories": [story["id"] for story in told],
        "unchecked": writer.unchecked,
    }


def _cases_of(world: World, story: Story) -> Iterator[Case]:
    entity, action = _entity(world, story["entity"]), story["action"]
    reports = {report.id: report for report in world.model.reports}
    if story.get("report") in reports:
        return figures.reporting(world, reports[story["report"]])
    if action in PLAIN:
        return PLAIN[action](world, entity)
    known = next((name for name, address in world.thing(entity).steps.items() if action in (address, plain(name, "-"))), None)
    if known is None:
        raise Uncheckable(f"no operation of the interface carries out {action} of {entity}")
    return operations.step(world, entity, known)


def _entity(world: World, id: str) -> str:
    """Return the domain model's entity that a story names in the interface's words."""
    return next((entity for entity in world.things if plain(entity) == plain(id)), id)


class _Writer:
    """Numbers checks and gives each its story, criterion, rule and requirement."""

    def __init__(self, requirements: Mapping[str, str]):
        self._requirements = requirements
        self.checks: list[dict[str, Any]] = []
        self.unchecked: list[dict[str, str]] = []

    def add(self, cases: Callable[[], Iterator[Case]], *, story: Story | None = None, rule: str = "") -> None:
        """Take cases; what becomes uncheckable on the way is told, what was written before stays."""
        story = story or {}
        try:
            for case in cases():
                self.checks.append(self._check(case, story, rule))
        except Uncheckable as error:
            self.unchecked.append({"subject": rule or story.get("id", "product"), "reason": str(error)})

    def _check(self, case: Case, story: Story, rule: str) -> dict[str, Any]:
        criteria = [entry["id"] for entry in story.get("acceptance", ())]
        return {
            "id": f"ST-{len(self.checks) + 1:03d}",
            "title": case.title,
            "case": case.case,
            "requirement": self._requirements.get(story.get("id", ""), ""),
            "story": story.get("id", ""),
            "criterion": criteria[case.criterion] if 0 <= case.criterion < len(criteria) else "",
            "rule": rule,
            "steps": case.script.steps,
        }
