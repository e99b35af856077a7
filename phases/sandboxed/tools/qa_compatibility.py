"""tool.qa.compatibility: the product's suite under every Python found and in a bare environment; its markup; what it loads from elsewhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.interpreters import SUPPORTED, interpreters, suite_under
from phases.sandboxed.quality.markup import foreign, slips
from phases.sandboxed.quality.serving import Found, over_the_service
from phases.sandboxed.quality.visiting import visit

TOOL, VERSION = "tool.qa.compatibility", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, suites_failed, markup_slips, external_resources, broken_links, compatibility_failures, …};
    which interpreters were there stands in `measured`, for it depends on the machine."""
    return over_the_service(
        ctx, TOOL, version=VERSION, command="suite under each Python found, markup and loaded addresses of each page", measure=_check
    )


def _check(ctx: Context, crew: Crew, resources: tuple[Resource, ...]) -> Found:
    site = visit(crew, resources)
    wrong = [asdict(slip) for page in site.pages for slip in slips(page)]
    strangers = [asdict(slip) for page in site.pages for slip in foreign(page, site.css_of(page))]
    suites = _suites(ctx)
    failed = [suite for suite in suites if not suite["passes"]]
    known = {suite["python"] for suite in suites}
    data = {
        "pages_count": len(site.pages),
        "markup": wrong,
        "markup_slips": len(wrong),
        "external": strangers,
        "external_resources": len(strangers),
        "broken": list(site.broken),
        "broken_links": len(site.broken),
        "suites_failed": len(failed),
        "failures": [{"python": suite["version"], "bare": suite["bare"], "failures": suite["failures"]} for suite in failed],
        "compatibility_failures": len(failed) + len(wrong) + len(strangers) + len(site.broken),
    }
    measured = {"suites": suites, "versions_tested": len(known), "versions_absent": [minor for minor in SUPPORTED if minor not in known]}
    return Found(data=data, measured=measured)


def _suites(ctx: Context) -> list[dict[str, Any]]:
    """Run the suite under every interpreter; bare under the newest one, as usual under the others."""
    product, found = ctx.workdir / "repo", interpreters()
    suites = []
    for place, interpreter in enumerate(found):
        bare = place == len(found) - 1
        outcome, done = suite_under(ctx, product, interpreter, bare=bare)
        passes = done.exit_code == 0 and outcome["passed"] == outcome["tests"] > 0
        about = {"python": interpreter.minor, "version": interpreter.version, "bare": bare, "passes": passes, "duration_ms": done.duration_ms}
        suites.append({**about, **outcome})
    return suites
