"""Colours of style sheets and their contrast by the formula of WCAG 2.2 (relative luminance). Pure."""

from __future__ import annotations

import colorsys
import re

Rgba = tuple[float, float, float, float]
TRANSPARENT: Rgba = (0, 0, 0, 0)
WHITE: Rgba = (255, 255, 255, 1)
BLACK: Rgba = (0, 0, 0, 1)
# the names of CSS 2.1, and orange; others count as unreadable, never as fine
_NAMES = {
    "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff", "maroon": "#800000", "red": "#ff0000",
    "purple": "#800080", "fuchsia": "#ff00ff", "green": "#008000", "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00", "navy": "#000080",
    "blue": "#0000ff", "teal": "#008080", "aqua": "#00ffff", "orange": "#ffa500",
}  # fmt: skip
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^)]*)\)")
_ANY = re.compile(r"#[0-9a-fA-F]{3,8}\b|(?:rgb|hsl)a?\([^)]*\)|\btransparent\b|\b(?:" + "|".join(_NAMES) + r")\b", re.IGNORECASE)


def parse(text: str) -> Rgba | None:
    """Return a colour as (red, green, blue: 0–255, alpha: 0–1); None for what is no colour that this module knows."""
    text = text.strip().lower()
    if text == "transparent":
        return TRANSPARENT
    text = _NAMES.get(text, text)
    if text.startswith("#"):
        return _hex(text[1:])
    found = _FUNCTION.fullmatch(text)
    if found is None:
        return None
    try:
        return _function(found[1], re.split(r"[\s,/]+", found[2].strip()))
    except (ValueError, IndexError):
        return None


def first_in(text: str) -> Rgba | None:
    """Return the first colour in a shorthand such as `background`, or None."""
    found = _ANY.search(text)
    return parse(found[0]) if found else None


def _hex(digits: str) -> Rgba | None:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in (6, 8) or not re.fullmatch(r"[0-9a-f]+", digits):
        return None
    values = [int(digits[index : index + 2], 16) for index in range(0, len(digits), 2)]
    return (values[0], values[1], values[2], values[3] / 255 if len(values) == 4 else 1.0)


def _function(kind: str, parts: list[str]) -> Rgba:
    alpha = _share(parts[3]) if len(parts) > 3 else 1.0
    if kind == "rgb":
        red, green, blue = (float(part[:-1]) * 2.55 if part.endswith("%") else float(part) for part in parts[:3])
        return (red, green, blue, alpha)
    hue, saturation, lightness = float(parts[0].removesuffix("deg")) / 360, _share(parts[1]), _share(parts[2])
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return (red * 255, green * 255, blue * 255, alpha)


def _share(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def over(top: Rgba, ground: Rgba) -> Rgba:
    """Return what is seen when a colour lies over an opaque one."""
    alpha = top[3]
    red, green, blue = (top[index] * alpha + ground[index] * (1 - alpha) for index in range(3))
    return (red, green, blue, 1.0)


def luminance(colour: Rgba) -> float:
    """Return the relative luminance (0 black – 1 white)."""
    channels = []
    for value in colour[:3]:
        share = value / 255
        channels.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: Rgba, other: Rgba) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def to_hex(colour: Rgba) -> str:
    """Return an opaque colour as #rrggbb."""
    return "#" + "".join(f"{max(0, min(255, round(value))):02x}" for value in colour[:3])


def from_hsl(hue: float, saturation: float, lightness: float) -> Rgba:
    """Return a colour from hue (degrees), saturation and lightness (0–1)."""
    red, green, blue = colorsys.hls_to_rgb((hue % 360) / 360, lightness, saturation)
    return (red * 255, green * 255, blue * 255, 1.0)
