"""ChangelogAgent: makes the final commit, and has everything that was said of earlier commits executed again on that one.

1. Commit CHANGELOG.md, VERSION, the contract's version, the documents and their links, and publish the repository.
2. Run the suite under coverage, boot the release, rehearse the rollback, and scan it again with every security tool, side by side; then, with
   nothing beside it, measure it.
3. Judge the scans, sign the release, and gather the pack.
4. Write the plans with what was measured, and say what was released (ReleaseManifest).
"""

from __future__ import annotations

import json
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import measured, rule_says, write
from phases.sandboxed.product.parts import openapi_text
from phases.sandboxed.release import documents
from phases.sandboxed.release.history import VERSION
from phases.sandboxed.release.plans import canary, rollback
from phases.sandboxed.release.rescans import TOOLS, scan_again

SUITE, BOOT, BASELINE, ROLLBACK = "tool.qa.coverage", "tool.release.boot", "tool.release.baseline", "tool.release.rollback"
# takes longest, so it begins first
DYNAMIC = "tool.dast.zap"
FIGURES = (
    (SUITE, "/data/tests", "The suite of the release has {} tests."),
    (SUITE, "/data/passed", "Of these, {} passed."),
    (BOOT, "/data/checks_passed", "The release passed {} checks when it was started from an empty folder."),
    (ROLLBACK, "/data/rows_kept_back", "After the rehearsed way back, {} rows were there as written."),
)


def run(ctx: Context) -> dict[str, Any]:
    """Publish the released repository and write what was found on it. Raises MissingInput without its needs."""
    product = repository.checkout(ctx)
    released = finish(product, ctx.read("Documentation"), ctx.read("ReleaseNotes"))
    repository.publish(ctx, product)
    ctx.progress(10, "committed")
    reports = ctx.call_tools([DYNAMIC, SUITE, BOOT, ROLLBACK, *(tool for tool in TOOLS if tool != DYNAMIC)])
    ctx.progress(70, "executed and scanned")
    reports[BASELINE] = ctx.call_tool(BASELINE)
    verdicts = scan_again(ctx, reports)
    previous = ctx.read("RollbackPlan")["returns_to"]
    write(ctx, "RollbackPlan", rollback(product.files(), previous, reports[ROLLBACK]))
    write(ctx, "CanaryRules", canary(reports[BASELINE]))
    said = [
        measured(text.format(_value(reports[tool], pointer)), tool, pointer) for tool, pointer, text in FIGURES if reports[tool]["outcome"] == "ok"
    ]
    manifest = {"version": VERSION, "commit": released, "tree": product.tree, "previous": previous, "files": product.files()}
    write(ctx, "ReleaseManifest", {**manifest, "statements": [rule_says("release.version"), rule_says("release.rescan"), *said]})
    return {
        "commit": released,
        "tree": product.tree,
        "areas": verdicts,
        "broken": sorted(tool for tool in (SUITE, BOOT, BASELINE, ROLLBACK) if reports[tool]["outcome"] != "ok"),
    }


def finish(product: repository.Repository, documentation: dict[str, Any], notes: dict[str, Any]) -> str:
    """Write version, changelog and documents into the work tree and commit them; return the commit."""
    contract = json.loads((product.path / "openapi.json").read_text(encoding="utf-8"))
    contract["info"]["version"] = VERSION
    titles = {document["path"]: document["title"] for document in documentation["documents"]}
    readme = (product.path / documents.README).read_text(encoding="utf-8")
    product.write(
        {
            "VERSION": VERSION + "\n",
            "openapi.json": openapi_text(contract),
            documents.CHANGELOG: documents.changelog(notes),
            **{document["path"]: document["text"] for document in documentation["documents"]},
            documents.README: documents.readme_with_links(readme, {**titles, documents.CHANGELOG: "Changelog"}),
        }
    )
    return product.commit(f"Release {VERSION}\n\nVersion: {VERSION}")


def _value(report: dict[str, Any], pointer: str) -> Any:
    return report["data"][pointer.removeprefix("/data/")]
