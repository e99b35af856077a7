"""tool.aesthetic.measure: looks at the commit that the phase hands on, after its agents, and writes what the looks are now.

1. Start the newest product, visit its pages. 2. Measure contrast, motion, layout and weight.
3. Write DesignTokens, StyleGuide and WebVitals of exactly this commit. Run by the coordinator after the agents.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import write
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality import appearance, looks
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.serving import Found, over_the_service
from phases.sandboxed.quality.visiting import visit

TOOL, VERSION = "tool.aesthetic.measure", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, contrast, motion, layout, weight, tokens} with their highest and lowest figures on top."""
    report = over_the_service(ctx, TOOL, version=VERSION, command="visit every page; contrast, motion, layout, weight", measure=_measure)
    if report["outcome"] == "ok":
        write(ctx, "DesignTokens", looks.design_tokens(report))
        write(ctx, "WebVitals", looks.web_vitals(report))
        write(ctx, "StyleGuide", looks.style_guide(ctx, report))
    return report


def _measure(ctx: Context, crew: Crew, resources: tuple[Resource, ...]) -> Found:
    site = visit(crew, resources)
    weight, took = appearance.weight(site)
    contrast, motion, layout = appearance.contrast(site), appearance.motion(site), appearance.layout(site)
    data = {
        "contrast": contrast,
        "motion": motion,
        "layout": layout,
        "weight": weight,
        "tokens": appearance.tokens(appearance.sheets(site)),
        "contrast_ratio": contrast["contrast_ratio"],
        "contrast_pairs": contrast["pairs_count"],
        "unreadable_colours": len(contrast["unreadable_colours"]),
        "reduced_motion": motion["reduced_motion"],
        "longest_move_ms": motion["longest_move_ms"],
        "viewport_missing": layout["viewport_missing"],
        "fixed_widths": layout["fixed_widths_count"],
        "images_without_size": layout["images_without_size"],
        **{name: weight[name] for name in ("page_weight_kb", "page_requests", "blocking_requests", "pages_count")},
    }
    return Found(data=data, measured=took)
