"""Ways by links between the places of a release."""

import pytest

from phases.sandboxed.quality.documents import parse
from phases.sandboxed.release.maps import Map, fewest_clicks, local_links

PAGES = Map(links={"/": ("/todos",), "/todos": ("/", "/todos/{id}", "/todos/export"), "/todos/{id}": ("/todos",), "/alone": ()})


def test_the_shortest_way_is_found_and_downloads_are_places_too():
    assert PAGES.way("/", "/todos/{id}") == ["/", "/todos", "/todos/{id}"]
    assert PAGES.way("/todos", "/todos") == ["/todos"]
    assert PAGES.way("/todos/{id}", "/todos/export") == ["/todos/{id}", "/todos", "/todos/export"]


def test_there_may_be_no_way():
    assert PAGES.way("/alone", "/") is None
    assert PAGES.way("/", "/alone") is None


@pytest.mark.parametrize(
    ("start", "goal", "least"),
    [("/", "/todos", 1), ("/", "/todos/{id}", 2), ("/todos", "/todos/{id}", 1), ("/todos/{id}", "/todos/export", 1), ("/todos", "/todos", 0)],
)
def test_the_fewest_clicks_go_by_list_and_row(start, goal, least):
    assert fewest_clicks(start, goal) == least


def test_links_within_the_page_and_to_elsewhere_do_not_count():
    page = parse('<a href="#main">Skip</a><a href="https://x.example/">Out</a><a href="//x.example/y">Out</a><a href="3?a=1#b">Row</a><a>None</a>')
    assert local_links(page, "/todos/") == ["/todos/3?a=1"]
