"""What can be said of a product's looks without a browser: contrast, motion, layout, weight; each from pages and style sheets as served. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from phases.sandboxed.quality import stylesheets
from phases.sandboxed.quality.cascade import Pair, pairs_of
from phases.sandboxed.quality.statistics import percentile
from phases.sandboxed.quality.stylesheets import Rule
from phases.sandboxed.quality.visiting import Page, Site

LONGEST_MOVE_MS = 200
NARROWEST_SCREEN_PX = 320
REDUCE, NO_PREFERENCE = "prefers-reduced-motion: reduce", "prefers-reduced-motion: no-preference"


def sheets(site: Site) -> list[Rule]:
    """Return the rules of every style sheet that the site serves, each sheet once. Raises CssBroken."""
    texts = dict.fromkeys(site.css_of(page) for page in site.pages)
    return [rule for text in texts for rule in stylesheets.parse(text)]


def contrast(site: Site) -> dict[str, Any]:
    """Return {pairs, pairs_count, contrast_ratio (the lowest, None when a page shows no text), unreadable_colours}."""
    found: dict[tuple[str, str, str], tuple[Pair, str]] = {}
    unreadable: set[str] = set()
    for page in site.pages:
        pairs, strange = pairs_of(page.root, stylesheets.parse(site.css_of(page)))
        unreadable |= strange
        for pair in pairs:
            found.setdefault((pair.scheme, pair.text, pair.background), (pair, page.name))
    listed = [{**asdict(pair), "page": page} for _, (pair, page) in sorted(found.items())]
    lowest = min((pair["ratio"] for pair in listed), default=None)
    return {"pairs": listed, "pairs_count": len(listed), "contrast_ratio": lowest, "unreadable_colours": sorted(unreadable)}


def motion(site: Site) -> dict[str, Any]:
    """Return {moves: [{selector, property, ms, always}], moves_count, longest_move_ms, reduced_motion}.

    `reduced_motion` is true when whoever asks for less motion gets none: nothing moves, or what moves does so only for the others,
    or an !important rule for everything switches it off (one without would lose against any more specific selector).
    """
    rules = sheets(site)
    moves = [move for rule in rules for move in _moves(rule)]
    stopped = {name for rule in rules if "*" in rule.selectors and any(REDUCE in query for query in rule.media)
               for name, value in rule.declarations if _stops(value)}  # fmt: skip
    left = [move for move in moves if not move["gentle"] and not {move["property"], f"{move['property']}-duration"} & stopped]
    longest = max((move["ms"] for move in moves), default=0)
    return {"moves": moves, "moves_count": len(moves), "longest_move_ms": longest, "reduced_motion": not left}


def _stops(value: str) -> bool:
    return "!important" in value and (value.startswith("none") or max(stylesheets.milliseconds(value), default=1000) <= 1)


def _moves(rule: Rule) -> Iterator[dict[str, Any]]:
    if any(REDUCE in query for query in rule.media):
        return
    for name, value in rule.declarations:
        kind = next((kind for kind in ("transition", "animation") if name in (kind, f"{kind}-duration")), None)
        times = [max(stylesheets.milliseconds(part)[:1], default=0.0) for part in stylesheets.split(value, ",")]
        if kind and max(times, default=0) > 0:
            gentle = any(NO_PREFERENCE in query for query in rule.media)
            yield {"selector": rule.shown, "property": kind, "ms": max(times), "gentle": gentle}


def layout(site: Site) -> dict[str, Any]:
    """Return {pages_without_viewport, fixed_widths: [{selector, width}], fixed_widths_count, media_queries, fluid, images_without_size}."""
    rules = sheets(site)
    fixed = [{"selector": rule.shown, "width": f"{name}: {value}"}
             for rule in rules for name, value in rule.declarations if _too_wide(rule, name, value)]  # fmt: skip
    fixed += [entry for page in site.pages for entry in _fixed_inline(page)]
    queries = sorted({query for rule in rules for query in rule.media if "width" in query})
    flowing = [rule.shown for rule in rules if any("wrap" in value or "auto-fi" in value for name, value in rule.declarations)]
    without = sorted(page.name for page in site.pages if not _has_viewport(page))
    return {
        "pages_without_viewport": without,
        "viewport_missing": len(without),
        "fixed_widths": fixed,
        "fixed_widths_count": len(fixed),
        "media_queries": queries,
        "fluid": sorted(set(flowing)),
        "images_without_size": sum(_images_without_size(page) for page in site.pages),
    }


def _fixed_inline(page: Page) -> list[dict[str, str]]:
    """Return the elements of a page whose style attribute fixes a width, as if it were a rule."""
    styled = [(element, _inline(element.attributes.get("style", ""))) for element in page.root.walk()]
    return [{"selector": f"{page.name} {element.shown}", "width": f"{name}: {value}"}
            for element, declarations in styled for name, value in declarations if _too_wide(None, name, value)]  # fmt: skip


def _inline(style: str) -> list[tuple[str, str]]:
    parts = [part.partition(":") for part in style.split(";")]
    return [(name.strip().lower(), value.strip()) for name, colon, value in parts if colon]


def _too_wide(rule: Rule | None, name: str, value: str) -> bool:
    if name not in ("width", "min-width") or (rule is not None and any("min-width" in query for query in rule.media)):
        return False
    length = stylesheets.pixels(value)
    return length is not None and length > NARROWEST_SCREEN_PX


def _has_viewport(page: Page) -> bool:
    metas = [meta for meta in page.root.all("meta") if meta.attributes.get("name", "").lower() == "viewport"]
    return any("width=device-width" in meta.attributes.get("content", "").replace(" ", "") for meta in metas)


def _images_without_size(page: Page) -> int:
    return sum(not {"width", "height"} <= set(image.attributes) for image in page.root.all("img", "iframe", "video"))


def weight(site: Site) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what each page weighs, and (apart, for it differs from run to run) how long the server took for it.

    First {pages: [{page, requests, bytes, blocking, …}], page_weight_kb, page_requests, blocking_requests: the highest of each, …},
    then {server_response_ms (p95 over the pages), slowest_page_ms}.
    """
    pages = [_weigh(site, page) for page in site.pages]
    times = [page.answer.ms for page in site.pages]
    told = {
        "pages": pages,
        "pages_count": len(pages),
        "page_weight_kb": round(max((page["bytes"] for page in pages), default=0) / 1024, 1) if pages else None,
        "page_requests": max((page["requests"] for page in pages), default=None),
        "blocking_requests": max((page["blocking"] for page in pages), default=None),
    }
    took = {"server_response_ms": round(percentile(times, 95), 1), "slowest_page_ms": round(max(times), 1)} if times else {}
    return told, took


# a form's token is drawn anew for every visitor; its length is always the same
def _weigh(site: Site, page: Page) -> dict[str, Any]:
    own = [site.loaded[path] for path in page.loads if path in site.loaded]
    scripts = [script for script in page.root.all("script") if script.attributes.get("src") and not {"async", "defer"} & set(script.attributes)]
    blocking = [script for script in scripts if script.attributes.get("type") != "module"]
    return {
        "page": page.name,
        "bytes": len(page.answer.body) + sum(len(answer.body) for answer in own),
        "requests": 1 + len(page.loads),
        "blocking": len(page.styles) + len(blocking),
        "images_without_size": _images_without_size(page),
    }


def tokens(rules: list[Rule]) -> dict[str, dict[str, str]]:
    """Return the custom properties of the style sheets by kind: colours, type, spacing, other."""
    found: dict[str, dict[str, str]] = {"colours": {}, "type": {}, "spacing": {}, "other": {}}
    for name, value in sorted(stylesheets.custom_properties(rules).items()):
        found[_kind(name, value)][name] = value
    return found


def _kind(name: str, value: str) -> str:
    if re.search(r"colou?r", name) or value.startswith(("#", "rgb", "hsl")):
        return "colours"
    if re.search(r"font|line-height|text", name):
        return "type"
    return "spacing" if re.search(r"space|gap|margin|padding|radius|measure", name) else "other"
