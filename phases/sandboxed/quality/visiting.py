"""Which pages a started product serves: found by following its own links, with what they load and how they fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.asking import Answer, Client, NoSuchForm
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.documents import Element, parse
from phases.sandboxed.quality.rows import make_all

MOST_PAGES = 60
LOADING = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
STYLE_REL = "stylesheet"
LOADING_RELS = frozenset({"stylesheet", "icon", "preload"})
SIGN_IN = "/sign-in"
# states of a page: its list has no rows yet; it answers a form that was sent empty
EMPTY, REFUSED = "empty", "refused form"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A served HTML page: how it was reached, its answer, its parsed document and the addresses that it loads."""

    name: str
    answer: Answer
    root: Element
    loads: tuple[str, ...]
    state: str = ""

    @property
    def styles(self) -> tuple[str, ...]:
        """The style sheets that it links to."""
        return tuple(link.attributes.get("href", "") for link in self.root.all("link") if STYLE_REL in link.attributes.get("rel", "").split())


@dataclass(frozen=True, kw_only=True)
class Site:
    """Every page that was found, by name, and what they load, by path (same origin only). `rows`: path of a row → how it is shown."""

    pages: tuple[Page, ...]
    loaded: dict[str, Answer]
    broken: tuple[str, ...]
    rows: Mapping[str, str]

    def css_of(self, page: Page) -> str:
        """Return the text of the page's style sheets and style elements, in their order."""
        linked = [self.loaded[href].text for href in page.styles if href in self.loaded and self.loaded[href].status == 200]
        return "\n".join([*linked, *(style.text for style in page.root.all("style"))])

    def shown(self, path: str) -> str:
        """Return a path with the ids of rows shown as {id}."""
        return _shown(path, self.rows)


def visit(crew: Crew, resources: Sequence[Resource]) -> Site:
    """Return the site as the main role sees it: empty, with rows, after a refused form, at an unknown address.

    0. The form to sign in, as a stranger sees it, and as it answers nothing. 1. The list pages while there is nothing.
    2. Rows are made; links are followed from the start page, ids shown as {id}.
    3. Each list's form is sent empty. 4. An address that does not exist. Raises RowRefused, OSError, HTTPException.
    """
    client = crew.main
    pages = [_page(SIGN_IN, crew.stranger().get(SIGN_IN)), _sign_in_refused(crew)]
    pages += [_page(path, client.get(path), state=EMPTY) for path in _lists(resources)]
    made = make_all(crew, resources)
    rows = {f"/{resource.path}/{made[resource.id]}": f"/{resource.path}/{{id}}" for resource in resources}
    found, broken = _crawl(client, rows)
    pages += [*found, *_refused(crew, resources), _page("/no-such-page", client.get("/no-such-page"))]
    kept = [page for page in pages if page is not None]
    loaded: dict[str, Answer] = {}
    for page in kept:
        for path in page.loads:
            if path not in loaded and is_local(path):
                loaded[path] = client.get(path)
    broken += [f"{path}: {answer.status}" for path, answer in loaded.items() if answer.status != 200]
    return Site(pages=tuple(kept), loaded=loaded, broken=tuple(sorted(set(broken))), rows=rows)


def seen_by(client: Client, site: Site) -> list[Page]:
    """Return the pages that another visitor of the same service reaches from the start page."""
    return _crawl(client, site.rows)[0]


def is_local(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//")


def _lists(resources: Sequence[Resource]) -> list[str]:
    return [f"/{resource.path}" for resource in resources]


def _page(path: str, answer: Answer, *, state: str = "") -> Page | None:
    if not answer.is_page:
        return None
    root, name = parse(answer.text), f"{path} ({state})" if state else path
    loads = [element.attributes[key] for tag, key in LOADING.items() for element in root.all(tag) if element.attributes.get(key) and _loads(element)]
    return Page(name=name, answer=answer, root=root, loads=tuple(dict.fromkeys(loads)), state=state)


def _loads(element: Element) -> bool:
    """Tell whether an element of LOADING is fetched with the page; of links only some are."""
    return element.tag != "link" or bool(LOADING_RELS & set(element.attributes.get("rel", "").split()))


def _crawl(client: Client, rows: Mapping[str, str]) -> tuple[list[Page], list[str]]:
    """Follow links breadth first from the start page; return the pages and the links that lead nowhere."""
    queue, seen, pages, broken = ["/"], {"/"}, [], []
    while queue and len(seen) <= MOST_PAGES:
        path = queue.pop(0)
        answer = client.get(path)
        if answer.status != 200:
            broken.append(f"{path}: {answer.status}")
            continue
        page = _page(_shown(path, rows), answer)
        if page is None:
            continue
        pages.append(page)
        for link in page.root.all("a"):
            target = urljoin(path, link.attributes.get("href", "")).partition("#")[0]
            if is_local(target) and urlsplit(target).path and target not in seen:
                seen.add(target)
                queue.append(target)
    return pages, broken


def _shown(path: str, rows: Mapping[str, str]) -> str:
    for own, shown in rows.items():
        path = path.replace(own, shown)
    return path


def _sign_in_refused(crew: Crew) -> Page | None:
    """Return the page that answers a form to sign in without a name."""
    try:
        return _page(SIGN_IN, crew.stranger().submit(SIGN_IN, SIGN_IN, {}), state=REFUSED)
    except NoSuchForm:
        return None


def _refused(crew: Crew, resources: Sequence[Resource]) -> list[Page | None]:
    """Return the pages that answer an empty form, for resources that require something."""
    pages = []
    for resource in resources:
        if any(field.required for field in resource.inputs):
            path = f"/{resource.path}"
            try:
                answer = crew.doing(resource, "create").submit(path, path, {field.name: "" for field in resource.inputs})
            except NoSuchForm:
                continue
            pages.append(_page(path, answer, state=REFUSED))
    return pages
