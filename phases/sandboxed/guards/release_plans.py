"""guard.releasePlans: do plans, notes and documents name only what the released repository has, and does the commit carry them?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.judging import newest_bundle, stored_report
from phases.sandboxed.release import documents
from phases.sandboxed.release.plans import thresholds
from phases.sandboxed.release.references import Known, Reference, follow_links, known_of, of_plan
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.releasePlans", "1.0.0"
PLANS = ("DeploymentPlan", "RollbackPlan")
READ = (*PLANS, "ReleaseNotes", "CanaryRules", "Documentation")


def run(ctx: Context) -> dict[str, Any]:
    """Return `plan_references`, `notes_commits`, `docs_operations`, `docs_committed`, `canary_computed` (shares) and `docs_links_broken`."""
    bundle = newest_bundle(ctx)
    read = {type: ctx.find(type) for type in READ if any(ref.phase == ctx.assignment.phase for ref in ctx.refs(type))}
    if bundle is None:
        return _unknown("there is no released repository")
    product = repository.checkout(ctx, bundle)
    try:
        contract = json.loads((product.path / "openapi.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return _unknown(f"the contract of the release cannot be read: {error}")
    known = known_of(product, contract)
    texts = {name: (product.path / name).read_text(encoding="utf-8", errors="replace") for name in known.files if name.endswith(".md")}
    found = follow_links(texts, known)
    named = [part for type in PLANS if type in read for part in of_plan(type, read[type], known)] if set(PLANS) <= set(read) else []
    shares = {
        "plan_references": [
            (f"{part.where}: the {part.kind} {part.name} does not exist", part.exists, part.where.partition("/")[0]) for part in named
        ],
        "notes_commits": [(f"ReleaseNotes: {part.name} is no commit of the release", part.exists, "ReleaseNotes") for part in _commits(read, known)],
        "docs_operations": _operations(contract, texts.get(documents.API_GUIDE)),
        "docs_committed": _committed(product, read),
        "canary_computed": _canary(ctx, product, read.get("CanaryRules")),
    }
    metrics = {name: rule_metric(_share(checks), "share", rule=GUARD, version=VERSION, over=checks) for name, checks in shares.items()}
    over = [found.followed, *found.broken]
    metrics["docs_links_broken"] = rule_metric(len(found.broken) if found.followed else None, "links", rule=GUARD, version=VERSION, over=over)
    findings = [
        {"severity": "high", "artifact": artifact, "message": message}
        for checks in shares.values()
        for message, passed, artifact in checks
        if not passed
    ]
    findings += [{"severity": "medium", "artifact": "Documentation", "message": f"the link leads nowhere: {link}"} for link in found.broken]
    findings += [{"severity": "info", "artifact": "Documentation", "message": f"other sites were not asked: {link}"} for link in found.elsewhere]
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


Checks = list[tuple[str, bool, str]]


def _unknown(reason: str) -> dict[str, Any]:
    names = ("plan_references", "notes_commits", "docs_operations", "docs_committed", "canary_computed", "docs_links_broken")
    metrics = {name: rule_metric(None, "share", rule=GUARD, version=VERSION, over=reason) for name in names}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=[{"severity": "high", "message": reason}])


def _share(checks: Checks) -> float | None:
    return sum(passed for _, passed, _ in checks) / len(checks) if checks else None


def _commits(read: Mapping[str, Any], known: Known) -> list[Reference]:
    notes = read.get("ReleaseNotes") or {"changes": ()}
    return [known.commit("ReleaseNotes", id) for change in notes["changes"] for id in change["commits"]]


def _operations(contract: Mapping[str, Any], guide: str | None) -> Checks:
    headings = set((guide or "").splitlines())
    return [
        (f"{documents.API_GUIDE} does not tell of {method} {path}", f"### {method} {path}" in headings, "Documentation")
        for method, path, _ in documents.operations(contract)
    ]


def _committed(product: repository.Repository, read: Mapping[str, Any]) -> Checks:
    """Check that version, changelog and every document stand in the commit as their artifacts say."""
    notes, written = read.get("ReleaseNotes"), read.get("Documentation")
    if notes is None or written is None:
        return []
    wanted = {document["path"]: document["text"] for document in written["documents"]}
    wanted |= {"VERSION": notes["version"] + "\n", documents.CHANGELOG: documents.changelog(notes)}
    found = {name: (product.path / name).read_text(encoding="utf-8") if (product.path / name).is_file() else None for name in wanted}
    return [(f"{name} is not in the commit as it was written", found[name] == text, "ReleaseManifest") for name, text in sorted(wanted.items())]


def _canary(ctx: Context, product: repository.Repository, rules: Mapping[str, Any] | None) -> Checks:
    """Compute every threshold again from the stored baseline of this commit."""
    report = stored_report(ctx, "tool.release.baseline")
    if rules is None or report is None or report["outcome"] != "ok" or report["data"].get("commit") != product.head:
        return []
    wanted = thresholds(report)
    given = [(rule["baseline"], rule["threshold"]) for rule in rules["rules"]]
    return [
        (f"CanaryRules: {rule['id']} does not follow from the measured baseline", pair in wanted, "CanaryRules")
        for rule, pair in zip(rules["rules"], given, strict=True)
    ]
