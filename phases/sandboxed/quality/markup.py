"""What every browser must be able to read: markup without slips, declared encoding, nothing obsolete, nothing from other hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from phases.sandboxed.quality.documents import Element
from phases.sandboxed.quality.visiting import Page, is_local

OBSOLETE = frozenset(["acronym", "applet", "basefont", "big", "center", "dir", "font", "frame", "frameset", "marquee", "nobr", "strike", "tt"])
_NESTED = ("form", "a", "button", "label")
_CSS_ADDRESS = re.compile(r"(?:@import\s+|url\()\s*[\"']?([^\"')\s;]+)")


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One thing that a page does wrong."""

    rule: str
    page: str
    message: str


def slips(page: Page) -> list[Slip]:
    """Return what is wrong with a page's markup."""
    found = [("qa.html.wellformed", message) for message in page.root.slips]
    found += [("qa.html.encoding", message) for message in _encoding(page)]
    found += [("qa.html.obsolete", f"{element.shown} of line {element.line} is obsolete") for element in page.root.walk() if element.tag in OBSOLETE]
    found += [("qa.html.nesting", message) for message in _nesting(page.root)]
    return [Slip(rule=rule, page=page.name, message=message) for rule, message in found]


def _encoding(page: Page) -> Iterator[str]:
    declared = any(meta.attributes.get("charset", "").lower() == "utf-8" for meta in page.root.all("meta"))
    if not declared and "charset=utf-8" not in page.answer.headers.get("content-type", "").lower():
        yield "neither the page nor its header says that it is UTF-8"


def _nesting(root: Element) -> Iterator[str]:
    for element in root.all(*_NESTED):
        if any(above.tag == element.tag for above in element.ancestors()):
            yield f"{element.shown} of line {element.line} stands inside another {element.tag}"
    for name in ("head", "body", "title"):
        count = len([found for found in root.all(name) if not any(above.tag == "svg" for above in found.ancestors())])
        if count != 1:
            yield f"the document has {count} {name} elements, one is wanted"


def foreign(page: Page, css: str) -> list[Slip]:
    """Return what a page loads from other hosts: it would not work without them, and tells them who reads it."""
    wanted = [*page.loads, *_CSS_ADDRESS.findall(css)]
    strangers = [address for address in wanted if not is_local(address) and not address.startswith(("data:", "#")) and ("//" in address)]
    return [Slip(rule="qa.html.external", page=page.name, message=f"{address} comes from another host") for address in dict.fromkeys(strangers)]
