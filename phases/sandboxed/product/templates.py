"""The product's files that are the same for every idea, kept as text under `template/`, and filled where they have gaps."""

from __future__ import annotations

from pathlib import Path
from string import Template

FOLDER = Path(__file__).resolve().parent / "template"
SUFFIX = ".tmpl"


def text(name: str) -> str:
    """Return a template as it is. Raises FileNotFoundError."""
    return (FOLDER / f"{name}{SUFFIX}").read_text(encoding="utf-8")


def fill(name: str, **values: str) -> str:
    """Return a template with every `$name` replaced. Raises KeyError for a gap without a value."""
    return Template(text(name)).substitute(values)


def below(folder: str) -> list[str]:
    """Return the names of all templates in a folder, sorted, without the suffix."""
    return sorted(path.relative_to(FOLDER).as_posix().removesuffix(SUFFIX) for path in (FOLDER / folder).rglob(f"*{SUFFIX}"))
