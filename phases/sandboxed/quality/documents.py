"""An HTML page as a tree, and what was wrong with its markup. Standard library only; forgiving, but it notes every slip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
MAY_STAY_OPEN = frozenset(["p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup"])


@dataclass(kw_only=True, eq=False)
class Element:
    """One element: its attributes, its children and its own text (not that of its children)."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    line: int = 0
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    slips: list[str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, *tags: str) -> list[Element]:
        """Return the elements with these tags, in document order."""
        return [element for element in self.walk() if element.tag in tags]

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around this one, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def own_text(self) -> str:
        return "".join(self.texts).strip()

    @property
    def text(self) -> str:
        """All text in and below the element, white space collapsed."""
        return " ".join(" ".join("".join(element.texts) for element in self.walk()).split())

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    @property
    def shown(self) -> str:
        """How findings name the element: the tag with its id, name or address."""
        told = next((f' {key}="{self.attributes[key]}"' for key in ("id", "name", "href", "src", "class") if self.attributes.get(key)), "")
        return f"<{self.tag}{told}>"


def parse(text: str) -> Element:
    """Return the document's root (tag `#document`); `slips` of the root lists what its markup does wrong."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.finish()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element(tag="#document", attributes={})
        self._at = self.root
        self._doctype = ""

    def handle_decl(self, decl: str) -> None:
        self._doctype = decl.lower()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._slip(f"<{tag}> has the attribute {name} twice")
        given = {name: value or "" for name, value in reversed(attrs)}
        element = Element(tag=tag, attributes=given, parent=self._at, line=self.getpos()[0])
        self._at.children.append(element)
        if tag not in VOID:
            self._at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._at = self._at.parent or self.root

    def handle_data(self, data: str) -> None:
        self._at.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self._slip(f"</{tag}> closes an element that has no end")
            return
        opened, node = [], self._at
        while node is not self.root and node.tag != tag:
            opened.append(node.tag)
            node = node.parent or self.root
        if node is self.root:
            self._slip(f"</{tag}> closes nothing")
            return
        for left in opened:
            if left not in MAY_STAY_OPEN:
                self._slip(f"<{left}> is still open at </{tag}>")
        self._at = node.parent or self.root

    def finish(self) -> None:
        """Note what was left open, and a missing doctype."""
        node = self._at
        while node is not self.root:
            if node.tag not in MAY_STAY_OPEN:
                self.root.slips.append(f"<{node.tag}> of line {node.line} is never closed")
            node = node.parent or self.root
        if self._doctype != "doctype html":
            self.root.slips.append("the document does not begin with <!DOCTYPE html>")

    def _slip(self, message: str) -> None:
        self.root.slips.append(f"line {self.getpos()[0]}: {message}")
