"""The ideas of `tests/fixtures/ideas`: in the folder whole ones, in `impossible/` those that must end, in `ordinary/` those that must not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ideamine.cli import ideas

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "ideas"
SUFFIXES = (".md", ".txt", ".yaml", ".yml", ".json")
KINDS = ("impossible", "ordinary")


def whole(folder: Path = FOLDER) -> dict[str, Path]:
    """Return name → file of the ideas that become products, sorted."""
    return {file.stem: file for file in _files(folder)}


def to_judge(kind: str, folder: Path = FOLDER) -> dict[str, Path]:
    """Return name → file of the impossible or ordinary ideas, sorted."""
    return {file.stem: file for file in _files(folder / kind)}


def read(file: Path) -> Mapping[str, Any]:
    """Return an idea as the agents of a run get it: an object with its text."""
    found = ideas.read(None, str(file))
    if isinstance(found, bytes):
        found = found.decode("utf-8")
    return {"text": found.strip()} if isinstance(found, str) else found


def _files(folder: Path) -> list[Path]:
    """Return the files that hold ideas; what is expected of them lies beside them."""
    return sorted(file for file in folder.glob("*") if file.suffix in SUFFIXES and file.stem != "expectations")
