"""BrandingAgent: name, tagline, words and mark of the product, all from what the idea says."""

from __future__ import annotations

from html import escape
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Claim, Given, given, rule_says, write
from phases.sandboxed.quality.palette import hue_of, palette

MOST_VERBS = 3


def run(ctx: Context) -> dict[str, Any]:
    """Write BrandKit; the result has the tagline. Raises MissingInput without a DomainModel."""
    domain = given(ctx, "DomainModel")
    model = DomainModel.from_json(domain.content)
    accent = palette(model.slug)["--color-accent"]
    line = tagline(model, domain)
    content = {
        "name": domain.repeated("/title"),
        "tagline": line,
        "words": [domain.repeated(f"/entities/{index}/plural") for index in range(len(model.entities))],
        "hue": hue_of(model.slug),
        "accent": accent,
        "favicon_svg": favicon(model.title, accent),
        "mark": rule_says("aesthetic.brand.mark"),
    }
    write(ctx, "BrandKit", content)
    return {"tagline": line.text}


def tagline(model: DomainModel, domain: Given) -> Claim:
    """Return one line that says what people do with the main thing; the summary's own words where the idea names no action."""
    main = model.entities[0]
    verbs = list(dict.fromkeys(action.verb for action in model.actions if action.entity == main.id))[:MOST_VERBS]
    if not verbs:
        return domain.repeated("/summary")
    listed = verbs[0] if len(verbs) == 1 else f"{', '.join(verbs[:-1])} and {verbs[-1]}"
    index = next(place for place, action in enumerate(model.actions) if action.entity == main.id)
    return domain.claim(f"{listed[:1].upper()}{listed[1:]} {main.plural.lower()}", f"/actions/{index}")


def favicon(title: str, accent: str) -> str:
    """Return the mark as SVG: the initial in white on a rounded square."""
    letter = escape(next((char for char in title if char.isalnum()), "?").upper())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img">'
        f'<title>{escape(title)}</title><rect width="64" height="64" rx="12" fill="{accent}"/>'
        '<text x="32" y="46" font-family="system-ui, sans-serif" font-size="40" font-weight="700" '
        f'text-anchor="middle" fill="#ffffff">{letter}</text></svg>'
    )
