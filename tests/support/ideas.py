"""Our own ideas as fixtures: `tests/fixtures/ideas`, loaded as the door takes them in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from phases.ideas import take_in

FOLDER = Path(__file__).parents[1] / "fixtures" / "ideas"
SUFFIXES = (".md", ".yaml")


def idea(name: str) -> dict[str, Any]:
    """Return one idea by its path inside the folder."""
    file = FOLDER / name
    text = file.read_text(encoding="utf-8")
    return take_in(yaml.safe_load(text) if file.suffix == ".yaml" else text)


def names(group: str = ".") -> list[str]:
    """Return the names of all ideas of a group (".", "impossible", "ordinary"), sorted."""
    found = [file for file in sorted((FOLDER / group).iterdir()) if file.suffix in SUFFIXES and file.name != "expectations.yaml"]
    return [str(file.relative_to(FOLDER)) for file in found]


def expectations() -> dict[str, Any]:
    """Return what a reader has to find, by the name of the idea."""
    return yaml.safe_load((FOLDER / "expectations.yaml").read_text(encoding="utf-8"))
