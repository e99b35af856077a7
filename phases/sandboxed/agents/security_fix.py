"""security-fix-agent: on an attempt that heals, repairs by rules what the scanners hold against the product, before they look at it again.

It works alone and first, so that all others of its phase look at one product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.keeping import Kept, keep
from phases.sandboxed.security.areas import AREAS
from phases.sandboxed.security.evidence import FIXES_TYPE
from phases.sandboxed.security.findings import ordered
from phases.sandboxed.security.fixing.mending import Fix, mend
from phases.sandboxed.security.fixing.repairs import Left

STRATEGY = "fix_and_rescan"
FIRST_HEALING = 2
# those that read the product, then the one that runs it, on what the first ones' repairs have left
ROUNDS = (("tool.code.secretScan", "tool.code.depScan", "tool.code.staticPack", "tool.iac.conftest", "tool.container.bench"), ("tool.dast.zap",))


def run(ctx: Context) -> dict[str, Any]:
    """Publish the repaired product and write SecurityFixes; the result counts what was repaired and what is left.

    1. Have the scanners look at the product as it stands. 2. Repair what a rule knows to repair, one commit a file, with tests.
    3. Keep the commits with which the suite passes as before. 4. The same with what only the running product shows.
    Without a gate that asks for it nothing is done. Raises MissingInput without a product.
    """
    if STRATEGY not in str(ctx.params.get("heal", {}).get("strategy", "")):
        return {"outcome": "nothing to repair yet"}
    product = repository.checkout(ctx)
    first = product.head
    fixes: list[Fix] = []
    left: list[Left] = []
    tests = passed = 0
    asked = _asked(ctx)
    for number, tools in enumerate(ROUNDS):
        made, stays, kept = _round(ctx, product, [tool for tool in tools if tool in asked])
        fixes += made
        left += stays
        tests, passed = (kept.tests, kept.passed) if kept else (tests, passed)
        ctx.progress(90 * (number + 1) / len(ROUNDS), f"{len(made)} repairs")
    content = {
        "commit_before": first,
        "commit": product.head,
        "tree": product.tree,
        "fixes": [{**asdict(fix), "findings": list(fix.findings), "files": list(fix.files)} for fix in fixes],
        "left": [asdict(entry) for entry in left],
        "tests": tests,
        "tests_passed": passed,
    }
    ctx.write(FIXES_TYPE, content)
    return {"outcome": "repaired" if fixes else "nothing repaired", "commit": product.head, "fixes": len(fixes), "left": len(left)}


def _asked(ctx: Context) -> set[str]:
    """Return the scanners to ask: in the first attempt that heals those whose figures its reasons name, afterwards all.

    A later attempt begins with the product as it was before the first, so what that one repaired has to be found again.
    """
    told = {str(reason).partition(" ")[0].rpartition("_")[0] for reason in ctx.params["heal"].get("reasons", ())}
    named = {area.tool for area in AREAS if told & {name for name, _ in area.counts}}
    return named if ctx.assignment.attempt == FIRST_HEALING else {tool for tools in ROUNDS for tool in tools}


def _round(ctx: Context, product: repository.Repository, tools: Sequence[str]) -> tuple[list[Fix], list[Left], Kept | None]:
    """Scan, repair, keep what the suite bears, and publish; return the fixes that stayed, what is left, and what was kept if anything changed."""
    base = product.head
    reports = [ctx.call_tool(tool) for tool in tools]
    fixes, left = mend(product, ordered(finding for report in reports for finding in report["data"].get("findings", ())))
    if product.head == base:
        return [], left, None
    kept = keep(ctx, product, base, [fix.commit for fix in fixes])
    dropped = [Left(finding=finding, reason=kept.dropped[fix.commit]) for fix in fixes if fix.commit in kept.dropped for finding in fix.findings]
    stayed = [Fix(**{**vars(fix), "commit": kept.commits[fix.commit]}) for fix in fixes if fix.commit in kept.commits]
    if product.head != base:
        repository.publish(ctx, product)
    return stayed, [*left, *dropped], kept
