"""UIPolishAgent: gives the product a palette of its own and gentle motion, has the suite run again, and takes back what breaks it.

The only agent of its phase that publishes a bundle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import by_rule, given, rule_says, write
from phases.sandboxed.quality.palette import ROLES, hue_of, palette
from phases.sandboxed.quality.polishing import polished, token_values
from phases.sandboxed.quality.telling import figures
from phases.sandboxed.repository import Repository

SUITE, CONTRAST = "tool.qa.unitTests", "tool.aesthetic.contrast"
MESSAGE = "Give the pages a palette of their own and gentle motion"
TAKEN_BACK = "Take the new palette back: the suite does not pass with it"
ENOUGH = 4.5


def run(ctx: Context) -> dict[str, Any]:
    """Publish the changed product and write PolishReport; the result names both commits. Raises MissingInput without its needs.

    1. Measure the contrast as it is. 2. Change the style sheet, commit, publish. 3. Have the suite run and the contrast measured.
    4. Where a test fails or the contrast is below 4.5, take the change back, publish that, and run the suite again.
    """
    domain, product = given(ctx, "DomainModel"), repository.checkout(ctx)
    before = ctx.call_tool(CONTRAST)
    first, path = product.head, style_sheet(product)
    old = (product.path / path).read_text(encoding="utf-8") if path else ""
    new = polished(old, palette(domain.content["slug"]))
    suite, after, kept = _try(ctx, product, path, new, before)
    if not kept:
        product.write({path: old})
        product.commit(TAKEN_BACK)
        repository.publish(ctx, product)
        suite, after = ctx.call_tool(SUITE), ctx.call_tool(CONTRAST)
    changed = kept and product.head != first
    content = {
        "commit_before": first,
        "commit": product.head,
        "changed": changed,
        "file": path,
        "hue": hue_of(domain.content["slug"]),
        "why": by_rule("The hue of the product is computed from its name.", "aesthetic.palette.hue"),
        "tested": rule_says("aesthetic.polish.tested"),
        "tokens": _tokens(token_values(old), token_values(new)) if changed else [],
        "contrast_before": before["data"].get("contrast_ratio"),
        "contrast_after": after["data"].get("contrast_ratio"),
        "tests": suite["data"].get("tests"),
        "tests_passed": suite["data"].get("passed"),
        "statements": [
            *figures(suite, ("/data/passed", "After the change {} tests of the suite passed.")),
            *figures(after, ("/data/contrast_ratio", "After the change the lowest contrast of a text is {} to 1.")),
        ],
    }
    write(ctx, "PolishReport", content)
    return {"commit": product.head, "changed": changed}


def style_sheet(product: Repository) -> str:
    """Return the path of the first style sheet that has tokens, empty when the product has none."""
    sheets = [path for path in product.files() if path.endswith(".css")]
    return next((path for path in sheets if token_values((product.path / path).read_text(encoding="utf-8"))), "")


def _try(ctx: Context, product: Repository, path: str, new: str, before: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any], bool]:
    """Commit and publish the change if there is one; return the suite's report, the contrast's, and whether the product may keep it."""
    first = product.head
    if path:
        product.write({path: new})
        product.commit(MESSAGE)
    if product.head == first:
        return ctx.call_tool(SUITE), before, True
    repository.publish(ctx, product)
    ctx.progress(50, "the style sheet has changed")
    suite, after = ctx.call_tool(SUITE), ctx.call_tool(CONTRAST)
    ratio = after["data"].get("contrast_ratio")
    return suite, after, suite["data"].get("pass_share") == 1.0 and ratio is not None and ratio >= ENOUGH


def _tokens(old: Mapping[str, str], new: Mapping[str, str]) -> list[dict[str, Any]]:
    rules = {role.token: role.rule for role in ROLES}
    return [{"name": name, "before": old[name].strip(), "after": new[name].strip(), "why": rule_says(rules[name])}
            for name in sorted(old) if name in rules and new.get(name, "").strip() != old[name].strip()]  # fmt: skip
