"""tool.qa.e2e: starts the newest product and goes through every resource by REST and by its pages, each step asserted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.asking import Client
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.journeys import Outcome, PageJourney, RestJourney, SignInJourney, run_journey
from phases.sandboxed.quality.rows import make_all, referred_to
from phases.sandboxed.quality.serving import Found, over_the_service
from phases.sandboxed.quality.story_walks import JOURNEY, OWN_TESTS, walks
from phases.sandboxed.quality.ways import side_ways
from phases.sandboxed.repository import Repository

TOOL, VERSION = "tool.qa.e2e", "1.0.0"
EXTRAS = ("search", "filter", "report", "export")


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, journeys, steps (as `Outcome`), passed, e2e_failures, stories, …}."""
    return over_the_service(
        ctx, TOOL, version=VERSION, command="create, read, list, update, move on, delete each resource by REST and page", measure=_go
    )


def _go(ctx: Context, crew: Crew, resources: tuple[Resource, ...]) -> Found:
    outcomes: list[Outcome] = []
    if crew.service.accounts:
        outcomes += run_journey("sign-in", "account", SignInJourney(crew, resources[0]).steps())
    parents = make_all(crew, referred_to(resources))
    for resource in resources:
        outcomes += run_journey(f"rest-{resource.id}", resource.id, RestJourney(crew, resource, parents).steps())
        offered = _offered(crew.doing(resource, "view"), resource)
        outcomes += run_journey(f"pages-{resource.id}", resource.id, PageJourney(crew, resource, parents, offered).steps())
        for way in side_ways(resource):
            action = way[-1][0]
            outcomes += run_journey(f"rest-{resource.id}-{action}", resource.id, RestJourney(crew, resource, parents).aside(way))
            outcomes += run_journey(f"pages-{resource.id}-{action}", resource.id, PageJourney(crew, resource, parents, {}).aside(way))
    failures = [outcome for outcome in outcomes if outcome.outcome != "passed"]
    stories = walks(ctx, Repository(ctx.workdir / "repo"), outcomes)
    walked = [story["walked_by"] for story in stories if story["walked"]]
    return Found(
        data={
            "journeys": len({outcome.journey for outcome in outcomes}),
            "steps": [asdict(outcome) for outcome in outcomes],
            "steps_count": len(outcomes),
            "passed": len(outcomes) - len(failures),
            "e2e_failures": len(failures),
            "stories": stories,
            "stories_walked": len(walked),
            "stories_by_journey": walked.count(JOURNEY),
            "stories_by_own_tests": walked.count(OWN_TESTS),
            "stories_walked_share": len(walked) / len(stories) if stories else None,
        }
    )


def _offered(client: Client, resource: Resource) -> dict[str, str]:
    """Return the addresses of the further actions that the resource's list page links to."""
    page = client.get(f"/{resource.path}").text
    addresses = {action: f"/{resource.path}/{action}" for action in EXTRAS}
    return {action: address for action, address in addresses.items() if f'href="{address}"' in page}
