"""Which pages of a started product a browser has to open, with whose session, and which of their forms to send emptied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.documents import Element
from phases.sandboxed.quality.visiting import EMPTY, SIGN_IN, Page, Site, seen_by

# what these hold differs from row to row, and from visit to visit, on pages that are otherwise the same
_CHANGING = frozenset({"value", "href", "action", "content", "datetime"})


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form with something that must be filled in: what its refusal is called, and where it leads."""

    name: str
    action: str


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A page to open: its address, the token of who sees it ('' for a stranger), and the status that it answers."""

    name: str
    url: str
    session: str
    status: int
    forms: tuple[Form, ...] = ()

    def as_json(self) -> dict[str, Any]:
        forms = [vars(form) for form in self.forms]
        return {"name": self.name, "url": self.url, "session": self.session, "status": self.status, "forms": forms}


def openings(crew: Crew, site: Site, empty: Crew) -> list[Opening]:
    """Return every page of the site as the main role sees it, those of `empty`, a service without rows, and what other roles see otherwise.

    A page of another role counts as seen already when it is built of the same elements. Each form is sent once.
    """
    found, sent = [], set[str]()
    for page in site.pages:
        if page.state == EMPTY:
            found.append(_opening(page, empty.service.url, empty.main.token, ()))
        elif page.answer.method == "GET":
            token = "" if page.name == SIGN_IN else crew.main.token
            found.append(_opening(page, crew.service.url, token, _forms(page, site, sent)))
    return [*found, *_of_others(crew, site, sent)]


def _of_others(crew: Crew, site: Site, sent: set[str]) -> Iterator[Opening]:
    shapes = {_shape(page.root) for page in site.pages}
    for role in crew.roles.names:
        client = crew.of(role)
        if not client.token or role == crew.roles.main:
            continue
        for page in seen_by(client, site):
            shape = _shape(page.root)
            if shape not in shapes:
                shapes.add(shape)
                yield _opening(page, crew.service.url, client.token, _forms(page, site, sent), whose=f" ({role})")


def _opening(page: Page, url: str, token: str, forms: Iterable[Form], *, whose: str = "") -> Opening:
    return Opening(name=page.name + whose, url=url + page.answer.path, session=token, status=page.answer.status, forms=tuple(forms))


def _forms(page: Page, site: Site, sent: set[str]) -> Iterator[Form]:
    """Yield the forms of a page that refuse to be empty and were not sent before."""
    for form in page.root.all("form"):
        action, posts = form.attributes.get("action", ""), form.attributes.get("method", "").lower() == "post"
        shown = site.shown(action)
        if posts and shown not in sent and any("required" in control.attributes for control in form.walk()):
            sent.add(shown)
            yield Form(name=f"{shown} (sent empty)", action=action)


def _shape(root: Element) -> tuple[Any, ...]:
    """Return what a page is built of: its elements with their attributes, but for texts, addresses and values."""
    return tuple(
        (element.tag, tuple(sorted((key, "" if key in _CHANGING else value) for key, value in element.attributes.items()))) for element in root.walk()
    )
