"""How the pages of the running release hang together for one visitor: which link leads where, followed once from the start page.

Rows of one resource count as one place, `/todos/{id}`: what can be reached from one can be reached from all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from phases.sandboxed.quality.asking import Client, place_of
from phases.sandboxed.quality.documents import Element, parse

START = "/"
MOST_PLACES = 60


@dataclass(frozen=True, kw_only=True)
class Map:
    """Place → the places that its links lead to, in the order of the page; a place without an entry is no page, such as a download."""

    links: Mapping[str, tuple[str, ...]]

    def way(self, start: str, goal: str) -> list[str] | None:
        """Return the shortest way by links, both ends included; None when there is none."""
        ways, queue = {start: [start]}, [start]
        while queue:
            place = queue.pop(0)
            if place == goal:
                return ways[place]
            for following in self.links.get(place, ()):
                if following not in ways:
                    ways[following] = [*ways[place], following]
                    queue.append(following)
        return None


def explore(client: Client) -> Map:
    """Follow links from the start page, each place once, and return the map. Raises OSError, http.client.HTTPException."""
    links: dict[str, tuple[str, ...]] = {}
    queue, seen = [START], {START}
    while queue and len(seen) <= MOST_PLACES:
        address = queue.pop(0)
        answer = client.get(address)
        if answer.status != 200 or not answer.is_page:
            continue
        targets = local_links(parse(answer.text), address)
        links[place_of(address)] = tuple(dict.fromkeys(place_of(target) for target in targets))
        for target in targets:
            if place_of(target) not in seen:
                seen.add(place_of(target))
                queue.append(target)
    return Map(links=links)


def local_links(root: Element, address: str) -> list[str]:
    """Return the addresses of this service to which a page links, jumps within the page left out."""
    found = [urljoin(address, link.attributes.get("href", "#")).partition("#")[0] for link in root.all("a")]
    given = [link.attributes.get("href", "#") for link in root.all("a")]
    return [target for target, href in zip(found, given, strict=True) if not href.startswith("#") and target.startswith("/") and target[:2] != "//"]


def fewest_clicks(start: str, goal: str) -> int:
    """Return how many clicks the way takes at least: one to a list, one more to what belongs to a list that one does not stand at."""
    if start == goal:
        return 0
    parts = goal.strip("/").split("/")
    beside = start.strip("/").split("/")[0] == parts[0]
    return 1 if len(parts) == 1 or beside else 2
