"""tool.qa.accessibility: visits every page of the started product and holds written accessibility rules against it; in a browser too, by axe.

The written rules need no browser and are `data`. What axe-core finds in Chromium is `measured`, for it depends on what the machine has:
`browser` says by which engine, or that there was none, and why `axe_violations` is missing then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.product.running import running
from phases.sandboxed.quality import browsers
from phases.sandboxed.quality.accessibility import CHECKS, violations
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.openings import openings
from phases.sandboxed.quality.serving import Found, over_the_service
from phases.sandboxed.quality.stylesheets import parse
from phases.sandboxed.quality.visiting import Site, visit

TOOL, VERSION = "tool.qa.accessibility", "1.1.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, pages, rules: [{id, criterion, violations}], violations: […], a11y_violations};
    `measured` {browser: {engine, browser, limitation, told, pages, rules, violations, undecided}, axe_violations}."""
    return over_the_service(ctx, TOOL, version=VERSION, command=f"{len(CHECKS)} written rules over every page reached by links", measure=_audit)


def _audit(ctx: Context, crew: Crew, resources: tuple[Resource, ...]) -> Found:
    site = visit(crew, resources)
    found = [violation for page in site.pages for violation in violations(page.name, page.root, parse(site.css_of(page)))]
    counted = Counter(violation.rule for violation in found)
    data = {
        "pages": [page.name for page in site.pages],
        "pages_count": len(site.pages),
        "rules": [{"id": check.id, "criterion": check.criterion, "violations": counted[check.id]} for check in CHECKS],
        "rules_count": len(CHECKS),
        "violations": sorted((asdict(violation) for violation in found), key=lambda entry: (entry["rule"], entry["page"], entry["message"])),
        "a11y_violations": len(found),
        "broken_links": list(site.broken),
    }
    return Found(data=data, measured=_in_a_browser(ctx, crew, site))


def _in_a_browser(ctx: Context, crew: Crew, site: Site) -> dict[str, Any]:
    """Have all pages opened in the browser of this machine, the empty lists in a second service. Raises BrowserBroken, ServiceFailed, OSError."""
    browser = browsers.find()
    if not browser:
        return {"browser": browsers.unopened()}
    model = ctx.read("DomainModel")
    with running(ctx.workdir / "repo", ctx.workdir, database="empty.sqlite3") as unused:
        told = browsers.audit(ctx, browser, openings(crew, site, Crew(unused, model)), language=model.get("language") or "en")
    return {"browser": told, "axe_violations": len(told["violations"])}
