"""A palette of a product's own, derived from its name: one hue, every colour darkened until its contrast is enough. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from phases.sandboxed.quality import colours

TEXT_RATIO, GRAPHIC_RATIO = 4.5, 3.0
# a little more than the bound, so that rounding to #rrggbb cannot fall below it
MARGIN = 0.1
DANGER_HUE = 0.0


@dataclass(frozen=True, kw_only=True)
class Role:
    """What a colour is for: hue (degrees from the product's, None for the fixed one of danger), saturation, lightness to begin with,
    the roles that it must be told apart from, by which ratio, and the written rule that says so."""

    token: str
    turn: float | None
    saturation: float
    lightness: float
    against: tuple[str, ...]
    ratio: float
    rule: str


ROLES = (
    Role(token="--color-background", turn=0, saturation=0, lightness=1, against=(), ratio=1, rule="aesthetic.palette.ground"),
    Role(token="--color-on-accent", turn=0, saturation=0, lightness=1, against=(), ratio=1, rule="aesthetic.palette.ground"),
    Role(token="--color-surface", turn=0, saturation=0.35, lightness=0.96, against=(), ratio=1, rule="aesthetic.palette.ground"),
    Role(token="--color-tint", turn=0, saturation=0.55, lightness=0.93, against=(), ratio=1, rule="aesthetic.palette.ground"),
    Role(token="--color-line", turn=0, saturation=0.2, lightness=0.87, against=(), ratio=1, rule="aesthetic.palette.ground"),
    Role(token="--color-text", turn=0, saturation=0.25, lightness=0.12, against=("--color-background", "--color-surface"), ratio=TEXT_RATIO,
         rule="aesthetic.palette.text"),
    Role(token="--color-muted", turn=0, saturation=0.15, lightness=0.38, against=("--color-background", "--color-surface"), ratio=TEXT_RATIO,
         rule="aesthetic.palette.text"),
    Role(token="--color-accent", turn=0, saturation=0.65, lightness=0.4, ratio=TEXT_RATIO,
         against=("--color-background", "--color-surface", "--color-tint", "--color-on-accent"), rule="aesthetic.palette.accent"),
    Role(token="--color-danger", turn=None, saturation=0.7, lightness=0.4, against=("--color-background", "--color-surface", "--color-on-accent"),
         ratio=TEXT_RATIO, rule="aesthetic.palette.danger"),
    Role(token="--color-border", turn=0, saturation=0.12, lightness=0.5, against=("--color-background", "--color-surface"), ratio=GRAPHIC_RATIO,
         rule="aesthetic.palette.graphic"),
    Role(token="--color-focus", turn=180, saturation=0.8, lightness=0.42, against=("--color-background", "--color-surface"), ratio=GRAPHIC_RATIO,
         rule="aesthetic.palette.graphic"),
)  # fmt: skip


def hue_of(name: str) -> int:
    """Return the hue (degrees, 0–359) that belongs to a product's name: the same for the same name, on any machine."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % 360


def palette(name: str) -> dict[str, str]:
    """Return token → #rrggbb for every role; each keeps its ratio against the colours that it must be told apart from."""
    hue, made = hue_of(name), dict[str, str]()
    for role in ROLES:
        made[role.token] = _dark_enough(role, hue, made)
    return made


def _dark_enough(role: Role, hue: int, made: Mapping[str, str]) -> str:
    grounds = [ground for token in role.against if (ground := colours.parse(made[token])) is not None]
    at = DANGER_HUE if role.turn is None else hue + role.turn
    for step in range(101):
        colour = colours.from_hsl(at, role.saturation, max(0.0, role.lightness - step / 100))
        if all(colours.contrast(colour, ground) >= role.ratio + MARGIN for ground in grounds) or not grounds:
            return colours.to_hex(colour)
    return colours.to_hex(colours.BLACK)
