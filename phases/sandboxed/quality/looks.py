"""DesignTokens, WebVitals and StyleGuide, written from one report of tool.aesthetic.measure. Used by that tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Claim, Given, rule_says
from phases.sandboxed.quality.telling import figures

Report = Mapping[str, Any]
NOT_MEASURED = ("LCP", "CLS", "INP")
PRINCIPLES = (
    "aesthetic.palette.ground",
    "aesthetic.palette.text",
    "aesthetic.palette.accent",
    "aesthetic.palette.danger",
    "aesthetic.palette.graphic",
    "aesthetic.motion.gentle",
    "aesthetic.motion.short",
    "aesthetic.layout.narrow",
    "aesthetic.layout.viewport",
    "aesthetic.weight.light",
)


def design_tokens(report: Report) -> dict[str, Any]:
    """Return the content of DesignTokens: tokens by kind, and every pair of colours that the pages show."""
    data = report["data"]
    listed = {kind: [{"name": name, "value": value} for name, value in sorted(found.items())] for kind, found in data["tokens"].items()}
    return {
        "commit": data["commit"],
        **listed,
        "pairs": data["contrast"]["pairs"],
        "contrast_formula": rule_says("aesthetic.contrast.formula"),
        "statements": figures(
            report,
            ("/data/contrast_pairs", "{} pairs of text and background are shown by the pages."),
            ("/data/contrast_ratio", "The lowest contrast of a text is {} to 1."),
        ),
    }


def web_vitals(report: Report) -> dict[str, Any]:
    """Return the content of WebVitals: what can be measured without a browser, and what was not."""
    data, layout = report["data"], report["data"]["layout"]
    return {
        "commit": data["commit"],
        "method": "HTTP requests to the started product; no browser took part",
        "not_measured": [{"name": name, "why": rule_says("aesthetic.vitals.browser")} for name in NOT_MEASURED],
        "pages": data["weight"]["pages"],
        "server_response": {name: report["measured"].get(name) for name in ("server_response_ms", "slowest_page_ms")},
        "page_weight_kb": data["page_weight_kb"],
        "page_requests": data["page_requests"],
        "blocking_requests": data["blocking_requests"],
        "images_without_size": layout["images_without_size"],
        "statements": figures(
            report,
            ("/data/pages_count", "{} pages were loaded."),
            ("/data/page_weight_kb", "The heaviest page weighs {} KiB with all that it loads."),
            ("/data/page_requests", "The page that loads most needs {} requests."),
            ("/data/blocking_requests", "{} files hold up the first drawing of a page."),
            ("/data/images_without_size", "{} images have no size and could move the layout."),
        ),
        "figures": figures(report, ("/measured/server_response_ms", "The p95 of the server's answers over all pages is {} ms.")),
    }


def style_guide(ctx: Context, report: Report) -> dict[str, Any]:
    """Return the content of StyleGuide: the brand where one was made, the principles, and how motion and layout stand."""
    data = report["data"]
    brand = ctx.find("BrandKit")
    kit = Given(type="BrandKit", content=brand) if brand else None
    return {
        "commit": data["commit"],
        "name": kit.repeated("/name") if kit else None,
        "tagline": kit.repeated("/tagline") if kit else None,
        "principles": [{"id": id, "text": rule_says(id)} for id in PRINCIPLES],
        "colours": [{"token": name, "value": value} for name, value in sorted(data["tokens"]["colours"].items())],
        "type": [{"token": name, "value": value} for name, value in sorted(data["tokens"]["type"].items())],
        "motion": data["motion"]["moves"],
        "layout": {"media_queries": data["layout"]["media_queries"], "fluid": data["layout"]["fluid"]},
        "statements": _stands(report),
    }


def _stands(report: Report) -> list[Claim]:
    return figures(
        report,
        ("/data/longest_move_ms", "The longest movement on a page takes {} ms."),
        ("/data/fixed_widths", "{} widths are fixed and wider than a narrow screen."),
        ("/data/viewport_missing", "{} pages lack the viewport."),
    )
