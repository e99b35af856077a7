"""guard.appearanceCheck: how the commit that the phase hands on looks, and whether its suite still passes.

Both reports must be of the newest commit: the agents' own measurements of the commit before do not count.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.product.judging import failures_as_findings
from phases.sandboxed.quality.gatework import Reports, finding
from phases.sandboxed.reports import guard_report

GUARD, VERSION = "guard.appearanceCheck", "1.0.0"
SUITE, LOOKS = "tool.qa.unitTests", "tool.aesthetic.measure"
PAGES, PAIRS = ("/data/pages_count",), ("/data/contrast_pairs",)
# pages where nothing moves or no image stands are fine; no page at all is not
FIGURES = (
    Figure(metric="contrast_ratio", tool=LOOKS, unit="to 1", over=PAIRS),
    Figure(metric="contrast_pairs", tool=LOOKS, unit="pairs"),
    Figure(metric="unreadable_colours", tool=LOOKS, unit="colours", over=PAIRS, stands_alone=True),
    Figure(metric="page_weight_kb", tool=LOOKS, unit="KiB", over=PAGES),
    Figure(metric="page_requests", tool=LOOKS, unit="requests", over=PAGES),
    Figure(metric="blocking_requests", tool=LOOKS, unit="requests", over=PAGES),
    Figure(metric="images_without_size", tool=LOOKS, unit="images", over=PAGES),
    Figure(metric="server_response_ms", tool=LOOKS, unit="ms", over=PAGES),
    Figure(metric="longest_move_ms", tool=LOOKS, unit="ms", over=PAGES),
    Figure(metric="reduced_motion", tool=LOOKS, unit="truth", over=PAGES),
    Figure(metric="fixed_widths", tool=LOOKS, unit="widths", over=PAGES),
    Figure(metric="viewport_missing", tool=LOOKS, unit="pages", over=PAGES),
    Figure(metric="tests_pass", name="pass_share", tool=SUITE, unit="share", over=("/data/tests",)),
)
ENOUGH = 4.5


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `tests_pass` (share) and the figures of FIGURES."""
    reports = Reports(ctx)
    metrics = reports.metrics(FIGURES)
    findings = [*reports.trouble(LOOKS, SUITE), *failures_as_findings(reports.of(SUITE))]
    report = reports.of(LOOKS)
    if report is not None and report["outcome"] == "ok":
        findings += _wrong(report["data"])
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _wrong(data: dict[str, Any]) -> list[dict[str, Any]]:
    faint = [pair for pair in data["contrast"]["pairs"] if pair["ratio"] < ENOUGH]
    found = [finding(f"{pair['page']} {pair['element']}: {pair['text']} on {pair['background']} is {pair['ratio']}:1 ({pair['scheme']})",
                     fix="darken the one or lighten the other", artifact="DesignTokens") for pair in faint]  # fmt: skip
    found += [finding(f"the colour {said!r} cannot be read", artifact="DesignTokens") for said in data["contrast"]["unreadable_colours"]]
    found += [finding(f"{entry['selector']}: {entry['width']} does not fit 320 px") for entry in data["layout"]["fixed_widths"]]
    found += [finding(f"{page} has no viewport of the device's width") for page in data["layout"]["pages_without_viewport"]]
    if not data["motion"]["reduced_motion"]:
        found.append(finding("something moves for those who prefer reduced motion too", fix="put it under prefers-reduced-motion: no-preference"))
    return found
