"""BranchJoinAgent: puts what phases that ran side by side changed onto one product, so that everybody after it works on the whole.

The newest product is the base. Commits of other phases that it lacks, such as the repairs of security while the story loop went on, are put
onto it; one that does not apply, or with which the suite fails, is left out and named: the scanners of release will find what it was for.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import ArtifactRef, Context
from phases.sandboxed.product.keeping import keep
from phases.sandboxed.repository import BRANCH, BUNDLE_TYPE, Repository

JOIN_TYPE = "BranchJoin"


def run(ctx: Context) -> dict[str, Any]:
    """Publish the joined product and write BranchJoin; with nothing to join nothing is written. Raises MissingInput without a product."""
    product = repository.checkout(ctx)
    base = product.head
    found = {commit: ref.phase for ref in _others(ctx) for commit in _lacking(ctx, product, ref)}
    if not found:
        return {"outcome": "nothing to join", "commit": base}
    subjects = {commit: product.git("log", "-1", "--format=%s", commit) for commit in found}
    kept = keep(ctx, product, base, list(found))
    if product.head != base:
        repository.publish(ctx, product)
    content = {
        "commit_before": base,
        "commit": product.head,
        "tree": product.tree,
        "joined": [{"commit": new, "subject": subjects[old], "phase": found[old]} for old, new in kept.commits.items()],
        "left": [{"commit": old, "subject": subjects[old], "phase": found[old], "reason": reason} for old, reason in kept.dropped.items()],
        "tests": kept.tests,
        "tests_passed": kept.passed,
    }
    ctx.write(JOIN_TYPE, content)
    return {"outcome": "joined", "commit": product.head, "joined": len(kept.commits), "left": len(kept.dropped)}


def _others(ctx: Context) -> list[ArtifactRef]:
    """Return the newest product of every phase but the newest of all, in the order of the phases."""
    refs = ctx.refs(BUNDLE_TYPE)
    newest = {ref.phase: ref for ref in refs if ref.phase != refs[-1].phase}
    return list(newest.values())


def _lacking(ctx: Context, product: Repository, ref: ArtifactRef) -> list[str]:
    """Return the commits of another product that this one lacks, oldest first; they are in its repository afterwards."""
    bundle = ctx.workdir / f"{ref.phase}.bundle"
    bundle.write_bytes(ctx.read_bytes(ref))
    product.git("fetch", "--quiet", str(bundle), f"{BRANCH}:refs/joining/{ref.phase}")
    bundle.unlink()
    return product.git("rev-list", "--reverse", f"{product.head}..refs/joining/{ref.phase}").split()
