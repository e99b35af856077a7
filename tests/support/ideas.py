"""Our own ideas as fixtures: `tests/fixtures/ideas`, loaded as the door takes them in."""

from __future__ import annotations

from collections.abc import Mapping
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
    """Return the names of all ideas of a group (".", "fresh", "impossible", "ordinary"), sorted."""
    found = [file for file in sorted((FOLDER / group).iterdir()) if file.suffix in SUFFIXES and file.name != "expectations.yaml"]
    return [str(file.relative_to(FOLDER)) for file in found]


def expectations(group: str = ".", folder: Path = FOLDER) -> dict[str, Any]:
    """Return what is to be found in the ideas of a group, by the name of the file; nothing where nobody wrote it down."""
    file = folder / group / "expectations.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}


def holds(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Tell whether a rule or report has all values that are wanted of it."""
    return all(found.get(key) == value for key, value in wanted.items())


def stated(model: Mapping[str, Any], sources: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the checkable rules that the idea states, without those that follow from others."""
    own = [rule for index, rule in enumerate(model["rules"]) if sources[f"/rules/{index}/text"]["kind"] == "idea"]
    return [rule for rule in own if rule["kind"] != "statement"]
