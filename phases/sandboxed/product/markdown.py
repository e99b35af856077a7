"""Markdown of what others wrote: texts in which nothing is markup, and tables of them. For the product's README and its documents."""

from __future__ import annotations

from collections.abc import Sequence


def inline(text: str) -> str:
    """Return a text as one line of Markdown in which nothing is markup, a link or a cell's end."""
    plain = " ".join(str(text).split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in ("\\", "|", "`", "*", "[", "]"):
        plain = plain.replace(mark, "\\" + mark)
    return plain


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; its cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def below(title: str, summary: str) -> str:
    """Return the line that stands below a title; nothing where it would only repeat the title."""
    return "" if summary.casefold() == title.casefold() else inline(summary)
