"""Which changes of a product may stay: those with which its suite passes as before. Called by whoever changes a product that others wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from phases.sandboxed.context import Context
from phases.sandboxed.product.suite import SuiteBroken, run_suite
from phases.sandboxed.repository import GitFailed, Repository


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of changes: the new commit of each that stayed, by its old one; why the others went; how many tests ran and passed at the end."""

    commits: dict[str, str]
    dropped: dict[str, str]
    tests: int
    passed: int


@dataclass(frozen=True, kw_only=True)
class _Suite:
    """How the suite went: the tests that did not pass, or what broke it."""

    tests: int
    passed: int
    failing: frozenset[str]
    broken: str = ""

    def worse_than(self, before: _Suite) -> str:
        """Return what is worse, empty when nothing is. Where there was no suite that ran, nothing can be worse."""
        if before.broken:
            return ""
        new = sorted(self.failing - before.failing)
        return self.broken or (f"the suite fails with it: {', '.join(new[:3])}" if new else "")


def keep(ctx: Context, product: Repository, base: str, commits: Sequence[str]) -> Kept:
    """Put commits onto `base`, in order, and leave out those that do not apply or with which the suite fails where it passed without.

    First all of them at once; only when that fails, one after the other.
    """
    chosen, dropped = _onto(product, base, commits)
    suite = _tried(ctx, product)
    if suite.failing or suite.broken:
        before = _at(ctx, product, base)
        if suite.worse_than(before):
            return _one_by_one(ctx, product, base, commits, before)
        chosen, dropped = _onto(product, base, commits)
    return Kept(commits=chosen, dropped=dropped, tests=suite.tests, passed=suite.passed)


def _one_by_one(ctx: Context, product: Repository, base: str, commits: Sequence[str], before: _Suite) -> Kept:
    chosen: dict[str, str] = {}
    dropped: dict[str, str] = {}
    head, last = base, before
    for commit in commits:
        one, wrong = _onto(product, head, [commit])
        suite = _tried(ctx, product) if one else last
        reason = wrong.get(commit) or suite.worse_than(before)
        if reason:
            dropped[commit] = reason
            continue
        chosen |= one
        head, last = product.head, suite
    product.git("reset", "--quiet", "--hard", head)
    return Kept(commits=chosen, dropped=dropped, tests=last.tests, passed=last.passed)


def _onto(product: Repository, base: str, commits: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Put commits onto another one; return the new commit of each, and why others do not apply."""
    product.git("reset", "--quiet", "--hard", base)
    chosen: dict[str, str] = {}
    dropped: dict[str, str] = {}
    for commit in commits:
        before = product.head
        try:
            product.git("cherry-pick", "--allow-empty", "--keep-redundant-commits", commit)
        except GitFailed:
            paths = ", ".join(product.git("diff", "--name-only", "--diff-filter=U").splitlines()) or "its files"
            product.git("cherry-pick", "--abort")
            product.git("reset", "--quiet", "--hard", before)
            dropped[commit] = f"it does not apply: {paths} changed on both sides"
        else:
            chosen[commit] = product.head
    return chosen, dropped


def _at(ctx: Context, product: Repository, commit: str) -> _Suite:
    product.git("reset", "--quiet", "--hard", commit)
    return _tried(ctx, product)


def _tried(ctx: Context, product: Repository) -> _Suite:
    try:
        run = run_suite(ctx, product)
    except SuiteBroken as error:
        return _Suite(tests=0, passed=0, failing=frozenset(), broken=f"the suite does not run with it: {' '.join(str(error).split())[-300:]}")
    outcome = run.outcome
    return _Suite(tests=outcome["tests"], passed=outcome["passed"], failing=frozenset(entry["test"] for entry in outcome["failures"]))
