"""Changes a style sheet: new values for the tokens that it has, and gentle motion where it has none. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

MOTION_MARK = "prefers-reduced-motion: no-preference"
MOTION = """
/* Movement only for those who did not ask for less of it. */
@media (prefers-reduced-motion: no-preference) {
  a, button, input, select, textarea { transition: color 120ms ease-out, background-color 120ms ease-out, border-color 120ms ease-out; }
}
a:hover { text-decoration-thickness: 0.125rem; }
button:hover { background: var(--color-text); color: var(--color-background); }
"""
NEEDED = ("--color-text", "--color-background")


def polished(css: str, values: Mapping[str, str]) -> str:
    """Return the style sheet with these values for the tokens of its first :root block; tokens that it lacks are not added."""
    found = re.search(r":root\s*\{[^}]*\}", css)
    if found is None:
        return css
    block = found[0]
    for name, value in values.items():
        block = re.sub(rf"({re.escape(name)}\s*:\s*)[^;}}]+", rf"\g<1>{value}", block)
    changed = css[: found.start()] + block + css[found.end() :]
    gentle = MOTION_MARK not in css and all(f"{name}:" in block for name in NEEDED)
    return changed.rstrip("\n") + "\n" + (MOTION if gentle else "")


def token_values(css: str) -> dict[str, str]:
    """Return the tokens of the first :root block as they stand, by name."""
    found = re.search(r":root\s*\{([^}]*)\}", css)
    return dict(re.findall(r"(--[\w-]+)\s*:\s*([^;]+)", found[1])) if found else {}
