"""Accessibility rules over served pages, each with the criterion of WCAG 2.2 that it serves. What needs a person's eye is not claimed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from phases.sandboxed.quality.cascade import CONTROLS, pairs_of
from phases.sandboxed.quality.documents import Element
from phases.sandboxed.quality.stylesheets import Rule

NORMAL_TEXT_RATIO = 4.5
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NAMELESS_INPUTS = frozenset({"hidden", "submit", "button", "reset", "image"})
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for")


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One breach of a rule on one page."""

    rule: str
    criterion: str
    page: str
    message: str


@dataclass(frozen=True, kw_only=True)
class RuleCheck:
    """A rule: its id, its WCAG criterion, and the function that yields what is wrong with a page."""

    id: str
    criterion: str
    check: Callable[[Element, list[Rule]], Iterator[str]]


def name_of(element: Element, root: Element) -> str:
    """Return the accessible name of a control, link or button, as far as markup gives one."""
    given = element.attributes
    if given.get("aria-label", "").strip():
        return given["aria-label"].strip()
    wanted = given.get("aria-labelledby", "").split()
    named = " ".join(other.text for other in root.walk() if other.attributes.get("id") in wanted) if wanted else ""
    if named:
        return named
    if element.tag in CONTROLS:
        labels = [label.text for label in root.all("label") if given.get("id") and label.attributes.get("for") == given["id"]]
        labels += [above.text for above in element.ancestors() if above.tag == "label"]
        return " ".join(labels).strip() or given.get("title", "").strip()
    images = [image.attributes.get("alt", "") for image in element.all("img")]
    return " ".join([element.text, *images]).strip() or given.get("title", "").strip()


def _language(root: Element, rules: list[Rule]) -> Iterator[str]:
    if not any(html.attributes.get("lang", "").strip() for html in root.all("html")):
        yield "the html element has no lang"


def _title(root: Element, rules: list[Rule]) -> Iterator[str]:
    if not any(title.text for title in root.all("title")):
        yield "the page has no title"


def _one_h1(root: Element, rules: list[Rule]) -> Iterator[str]:
    count = len(root.all("h1"))
    if count != 1:
        yield f"the page has {count} h1, one is wanted"


def _heading_order(root: Element, rules: list[Rule]) -> Iterator[str]:
    before = 0
    for heading in root.all(*HEADINGS):
        level = int(heading.tag[1])
        if level > before + 1:
            yield f"{heading.shown} {heading.text!r} follows a heading of level {before}"
        if not heading.text:
            yield f"{heading.shown} is empty"
        before = level


def _labels(root: Element, rules: list[Rule]) -> Iterator[str]:
    for control in root.all(*CONTROLS):
        if control.attributes.get("type", "").lower() not in _NAMELESS_INPUTS and not name_of(control, root):
            yield f"{control.shown} has no label"


def _names(root: Element, rules: list[Rule]) -> Iterator[str]:
    for element in root.all("a", "button"):
        if (element.tag == "button" or "href" in element.attributes) and not name_of(element, root):
            yield f"{element.shown} has no name"


def _landmarks(root: Element, rules: list[Rule]) -> Iterator[str]:
    mains = [element for element in root.walk() if element.tag == "main" or element.attributes.get("role") == "main"]
    if len(mains) != 1:
        yield f"the page has {len(mains)} main landmarks, one is wanted"
    navs = root.all("nav")
    if len(navs) > 1 and not all(name_of(nav, root) and ("aria-label" in nav.attributes or "aria-labelledby" in nav.attributes) for nav in navs):
        yield f"{len(navs)} nav landmarks, and not every one has a label of its own"


def _alternatives(root: Element, rules: list[Rule]) -> Iterator[str]:
    for image in root.all("img"):
        if "alt" not in image.attributes:
            yield f"{image.shown} has no alt"


def _bypass(root: Element, rules: list[Rule]) -> Iterator[str]:
    links = [link for link in root.all("a") if "href" in link.attributes]
    ids = {element.attributes.get("id") for element in root.walk()}
    target = links[0].attributes["href"] if links else ""
    if not (target.startswith("#") and target[1:] in ids):
        yield "the first link does not lead past the navigation to an element of the page"


def _ids(root: Element, rules: list[Rule]) -> Iterator[str]:
    ids = [element.attributes["id"] for element in root.walk() if "id" in element.attributes]
    yield from (f"the id {id!r} stands {ids.count(id)} times" for id in sorted({id for id in ids if ids.count(id) > 1}))


def _references(root: Element, rules: list[Rule]) -> Iterator[str]:
    ids = {element.attributes.get("id") for element in root.walk()}
    for element in root.walk():
        for key in _REFERENCES:
            if key != "for" or element.tag == "label":
                yield from (
                    f"{element.shown}: {key} names {id!r}, which is not there" for id in element.attributes.get(key, "").split() if id not in ids
                )


def _focus_style(root: Element, rules: list[Rule]) -> Iterator[str]:
    styled = [rule for rule in rules for selector in rule.selectors if ":focus" in selector]
    shows = [
        rule for rule in styled if any(name.startswith("outline") and value.split()[0] not in ("none", "0") for name, value in rule.declarations)
    ]
    hides = [rule for rule in rules if rule.value("outline") in ("none", "0") and any(part in ("*", ":focus", "a", "button", "input", "*:focus")
             for part in rule.selectors)]  # fmt: skip
    if hides and not shows:
        yield f"{hides[0].shown} takes the outline away and nothing takes its place"
    elif not shows:
        yield "no rule of the style sheet shows where the focus is"


def _contrast(root: Element, rules: list[Rule]) -> Iterator[str]:
    pairs, unreadable = pairs_of(root, rules)
    for pair in pairs:
        if pair.ratio < NORMAL_TEXT_RATIO:
            yield f"{pair.element}: {pair.text} on {pair.background} is {pair.ratio}:1, {NORMAL_TEXT_RATIO}:1 is wanted ({pair.scheme})"
    yield from (f"the colour {said!r} cannot be read, so its contrast is unknown" for said in sorted(unreadable))


def _zoom(root: Element, rules: list[Rule]) -> Iterator[str]:
    for meta in root.all("meta"):
        content = meta.attributes.get("content", "").replace(" ", "").lower()
        if meta.attributes.get("name", "").lower() == "viewport" and ("user-scalable=no" in content or "maximum-scale=1" in content):
            yield "the viewport forbids zooming"


def _order(root: Element, rules: list[Rule]) -> Iterator[str]:
    for element in root.walk():
        if element.attributes.get("tabindex", "0").strip().lstrip("+").isdigit() and int(element.attributes.get("tabindex", "0")) > 0:
            yield f"{element.shown} has a tabindex above 0"


def _tables(root: Element, rules: list[Rule]) -> Iterator[str]:
    for table in root.all("table"):
        if table.attributes.get("role") in ("presentation", "none"):
            continue
        if not table.all("th"):
            yield f"{table.shown} has no header cells"


def _errors(root: Element, rules: list[Rule]) -> Iterator[str]:
    for control in root.all(*CONTROLS):
        if control.attributes.get("aria-invalid") == "true" and not control.attributes.get("aria-describedby"):
            yield f"{control.shown} is invalid, and no text says why"


CHECKS: tuple[RuleCheck, ...] = (
    RuleCheck(id="a11y.alt", criterion="1.1.1", check=_alternatives),
    RuleCheck(id="a11y.heading-order", criterion="1.3.1", check=_heading_order),
    RuleCheck(id="a11y.landmarks", criterion="1.3.1", check=_landmarks),
    RuleCheck(id="a11y.references", criterion="1.3.1", check=_references),
    RuleCheck(id="a11y.table-headers", criterion="1.3.1", check=_tables),
    RuleCheck(id="a11y.unique-ids", criterion="1.3.1", check=_ids),
    RuleCheck(id="a11y.contrast", criterion="1.4.3", check=_contrast),
    RuleCheck(id="a11y.zoom", criterion="1.4.4", check=_zoom),
    RuleCheck(id="a11y.bypass", criterion="2.4.1", check=_bypass),
    RuleCheck(id="a11y.title", criterion="2.4.2", check=_title),
    RuleCheck(id="a11y.focus-order", criterion="2.4.3", check=_order),
    RuleCheck(id="a11y.one-h1", criterion="2.4.6", check=_one_h1),
    RuleCheck(id="a11y.focus-visible", criterion="2.4.7", check=_focus_style),
    RuleCheck(id="a11y.language", criterion="3.1.1", check=_language),
    RuleCheck(id="a11y.error-text", criterion="3.3.1", check=_errors),
    RuleCheck(id="a11y.label", criterion="3.3.2", check=_labels),
    RuleCheck(id="a11y.name", criterion="4.1.2", check=_names),
)


def violations(page: str, root: Element, rules: list[Rule]) -> list[Violation]:
    """Return what a page does wrong, by rule; `rules` are those of its style sheets."""
    return [Violation(rule=entry.id, criterion=entry.criterion, page=page, message=message)
            for entry in CHECKS for message in entry.check(root, rules)]  # fmt: skip
