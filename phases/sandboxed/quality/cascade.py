"""Which declarations hold for which element of a page: selectors matched, weighed and inherited, as far as colours need it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from phases.sandboxed.quality import colours
from phases.sandboxed.quality.documents import Element
from phases.sandboxed.quality.stylesheets import Rule, custom_properties, holds, resolved

_SIMPLE = re.compile(r"(?P<kind>[#.:]|::)?(?P<name>[\w-]+|\*)(?P<arguments>\([^)]*\))?|\[(?P<attribute>[^\]]*)\]")
STATES = frozenset({"hover", "focus", "focus-visible", "focus-within", "active", "checked", "target", "visited", "link", "enabled"})
CONTROLS = frozenset({"input", "select", "textarea"})
_READ = frozenset({"color", "background", "background-color", "display", "visibility"})
_UNSEEN = frozenset({"head", "title", "style", "script", "option", "template", "datalist", "noscript"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One compound selector, and how it stands to the one before it: " " below, ">" child, "+" or "~" beside."""

    text: str
    relation: str


@functools.cache
def steps(selector: str) -> tuple[Step, ...]:
    """Return the compounds of a selector, left to right."""
    parts = re.findall(r"\s*([>+~])\s*|(\s+)|((?:\[[^\]]*\]|\([^)]*\)|[^\s>+~])+)", selector.strip())
    found, relation = [], " "
    for sign, blank, compound in parts:
        if compound:
            found.append(Step(text=compound, relation=relation))
            relation = " "
        elif sign:
            relation = sign
        elif blank and relation == " ":
            relation = " "
    return tuple(found)


@functools.cache
def _simples(compound: str) -> tuple[re.Match[str], ...]:
    return tuple(_SIMPLE.finditer(compound))


def matches(selector: str, element: Element, *, states: bool) -> bool:
    """Tell whether a selector names the element; with `states`, as if hovered, focused and so on. Pseudo-elements never match."""
    if "::" in selector:
        return False
    return _matches(steps(selector), element, states)


def _matches(path: tuple[Step, ...], element: Element, states: bool) -> bool:
    if not path:
        return True
    last, rest = path[-1], path[:-1]
    if not _compound(last.text, element, states):
        return False
    if not rest:
        return True
    if last.relation == " ":
        return any(_matches(rest, above, states) for above in element.ancestors() if above.tag != "#document")
    if last.relation == ">":
        return element.parent is not None and _matches(rest, element.parent, states)
    siblings = element.parent.children if element.parent else []
    before = siblings[: siblings.index(element)] if element in siblings else []
    return any(_matches(rest, other, states) for other in (before[-1:] if last.relation == "+" else before))


def _compound(text: str, element: Element, states: bool) -> bool:
    return all(_simple(found, element, states) for found in _simples(text))


def _simple(found: re.Match[str], element: Element, states: bool) -> bool:
    if found["attribute"] is not None:
        return _attribute(found["attribute"], element)
    name: str = found["name"]
    match found["kind"]:
        case "#":
            return element.attributes.get("id") == name
        case ".":
            return name in element.classes
        case ":":
            return _pseudo(name.lower(), found["arguments"] or "", element, states)
    return name == "*" or name.lower() == element.tag


def _attribute(text: str, element: Element) -> bool:
    name, sign, value = re.match(r"\s*([\w-]+)\s*([~|^$*]?=)?\s*(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    actual, wanted = element.attributes.get(name.lower()), value.strip().strip("\"'")
    if actual is None or not sign:
        return actual is not None
    return {"=": actual == wanted, "~=": wanted in actual.split(), "^=": actual.startswith(wanted), "$=": actual.endswith(wanted),
            "*=": wanted in actual, "|=": actual == wanted or actual.startswith(wanted + "-")}[sign]  # fmt: skip


def _pseudo(name: str, arguments: str, element: Element, states: bool) -> bool:
    if name == "root":
        return element.tag == "html"
    if name in STATES:
        return states or name in ("link", "enabled")
    if name in ("not", "is", "where"):
        any_of = any(matches(part.strip(), element, states=states) for part in arguments.strip("()").split(","))
        return not any_of if name == "not" else any_of
    # nth-child, first-child …: some element of the kind is meant, and colours are judged for any of them
    return True


def weight(selector: str) -> tuple[int, int, int]:
    """Return the specificity of a selector: ids, classes and the like, elements."""
    ids = classes = elements = 0
    for found in _simples(selector):
        if found["kind"] == "#":
            ids += 1
        elif found["kind"] in (".", ":") or found["attribute"] is not None:
            classes += 1
        elif found["name"] not in (None, "*"):
            elements += 1
    return ids, classes, elements


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A text colour over its background, as the cascade gives it, and the first element that shows it."""

    text: str
    background: str
    ratio: float
    element: str
    scheme: str


class Cascade:
    """The colours of one page under its rules, in one scheme (light or dark), at rest or with every state on."""

    def __init__(self, rules: Iterable[Rule], *, dark: bool = False, states: bool = False):
        self._all = list(rules)
        self._rules = [rule for rule in self._all if holds(rule, dark=dark) and not _READ.isdisjoint(name for name, _ in rule.declarations)]
        self._properties = custom_properties(self._all, dark=dark)
        self._states, self._dark = states, dark
        self.unreadable: set[str] = set()
        self._declared: dict[int, dict[str, str]] = {}

    def declared(self, element: Element) -> dict[str, str]:
        """Return the winning colour declarations of an element itself, var() resolved."""
        if id(element) not in self._declared:
            found = [(weight(selector), rule.place, rule) for rule in self._rules for selector in rule.selectors
                     if matches(selector, element, states=self._states)]  # fmt: skip
            winning: dict[str, str] = {}
            for _, _, rule in sorted(found, key=lambda entry: entry[:2]):
                for name, value in rule.declarations:
                    if name in _READ:
                        winning["background" if name.startswith("background") else name] = resolved(value, self._properties)
            self._declared[id(element)] = winning
        return self._declared[id(element)]

    def colour(self, element: Element) -> colours.Rgba:
        """Return the text colour of an element, inherited where it declares none; controls do not inherit."""
        for node in (element, *element.ancestors()):
            said = self.declared(node).get("color", "").removesuffix("!important").strip()
            if said and said not in ("inherit", "currentcolor", "unset"):
                return self._read(said)
            if not said and node.tag in (*CONTROLS, "button"):
                return colours.BLACK
        return colours.BLACK

    def background(self, element: Element) -> colours.Rgba:
        """Return what lies behind the text of an element: backgrounds up to the first opaque one, else the white page."""
        layers = []
        for node in (element, *element.ancestors()):
            said = self.declared(node).get("background", "").removesuffix("!important").strip()
            if said and said not in ("none", "inherit", "unset", "initial", "0", "0 0"):
                layers.append(self._read(said, shorthand=True))
            if layers and layers[-1][3] >= 1:
                break
        ground = colours.WHITE
        for layer in reversed(layers):
            ground = colours.over(layer, ground)
        return ground

    def _read(self, said: str, *, shorthand: bool = False) -> colours.Rgba:
        # over a picture or a gradient no single contrast holds
        pictured = shorthand and ("gradient(" in said or "url(" in said)
        colour = None if pictured else colours.first_in(said) if shorthand else colours.parse(said)
        if colour is None:
            self.unreadable.add(said)
            return colours.TRANSPARENT
        return colour

    def pairs(self, root: Element) -> list[Pair]:
        """Return every pair of text and background that the page shows, each once."""
        found: dict[tuple[str, str], Pair] = {}
        for element in root.walk():
            if not (element.own_text or element.tag in CONTROLS) or not self._seen(element):
                continue
            ground = self.background(element)
            text = colours.over(self.colour(element), ground)
            names = (colours.to_hex(text), colours.to_hex(ground))
            pair = Pair(text=names[0], background=names[1], ratio=round(colours.contrast(text, ground), 2), element=element.shown,
                        scheme="dark" if self._dark else "light")  # fmt: skip
            found.setdefault(names, pair)
        return [found[key] for key in sorted(found)]

    def _seen(self, element: Element) -> bool:
        if element.tag == "input" and element.attributes.get("type") == "hidden":
            return False
        around = [element, *element.ancestors()]
        return not any(node.tag in _UNSEEN or "hidden" in node.attributes or self.declared(node).get("display") == "none" for node in around)


def pairs_of(root: Element, rules: list[Rule]) -> tuple[list[Pair], set[str]]:
    """Return the pairs of a page in every scheme that its rules know, at rest and in every state, and the colours that cannot be read."""
    found: dict[tuple[str, str, str], Pair] = {}
    unreadable: set[str] = set()
    schemes = [False, True] if any("prefers-color-scheme: dark" in " ".join(rule.media) for rule in rules) else [False]
    for dark in schemes:
        for states in (False, True):
            cascade = Cascade(rules, dark=dark, states=states)
            for pair in cascade.pairs(root):
                found.setdefault((pair.scheme, pair.text, pair.background), pair)
            unreadable |= cascade.unreadable
    return [found[key] for key in sorted(found)], unreadable
