from __future__ import annotations

import pytest

from phases.sandboxed.quality.cascade import matches, pairs_of, weight
from phases.sandboxed.quality.documents import parse
from phases.sandboxed.quality.stylesheets import parse as rules_of

PAGE = parse(
    '<!DOCTYPE html><html><body><main id="m"><ul class="cards"><li class="a b"><a href="/x">text</a></li><li>two</li></ul></main></body></html>'
)
LINK = PAGE.all("a")[0]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("a", True),
        ("li a", True),
        ("ul > a", False),
        ("li > a", True),
        ("#m .cards a", True),
        (".c a", False),
        ("a[href^='/']", True),
        ("a[href='/y']", False),
        ("a:hover", False),
        ("a:not(.x)", True),
        ("a::before", False),
        ("*", True),
    ],
)
def test_a_selector_names_the_link(selector, expected):
    assert matches(selector, LINK, states=False) is expected


def test_a_state_matches_when_states_are_on():
    assert matches("a:hover", LINK, states=True)


def test_a_sibling_follows():
    second = PAGE.all("li")[1]
    assert matches("li + li", second, states=False)
    assert not matches("li + li", PAGE.all("li")[0], states=False)


def test_ids_weigh_more_than_classes_and_these_more_than_elements():
    assert weight("#a") > weight(".a.b.c") > weight("ul li a")


def test_text_is_judged_over_the_nearest_background_by_the_more_specific_rule():
    rules = rules_of("body { background: #ffffff; color: #000000 } .a { background: #222222 } .a a { color: #ffffff } a { color: #222222 }")
    pairs, unreadable = pairs_of(PAGE, rules)
    assert {(pair.text, pair.background) for pair in pairs} == {("#ffffff", "#222222"), ("#000000", "#ffffff")}
    assert unreadable == set()


def test_a_faint_hover_colour_is_among_the_pairs():
    pairs, _ = pairs_of(PAGE, rules_of("a { color: #000000 } a:hover { color: #cccccc }"))
    assert "#cccccc" in {pair.text for pair in pairs}


def test_dark_colours_are_judged_in_their_own_scheme():
    pairs, _ = pairs_of(PAGE, rules_of("@media (prefers-color-scheme: dark) { body { background: #000000; } }"))
    assert ("dark", "#000000", 1.0) in {(pair.scheme, pair.background, pair.ratio) for pair in pairs if pair.text == "#000000"}


def test_a_colour_that_cannot_be_read_is_named():
    assert pairs_of(PAGE, rules_of("a { color: papayawhip }"))[1] == {"papayawhip"}


def test_text_over_a_gradient_has_no_known_contrast():
    assert pairs_of(PAGE, rules_of("body { background: linear-gradient(#ffffff, #000000) }"))[1] == {"linear-gradient(#ffffff, #000000)"}


def test_hidden_text_is_no_pair():
    page = parse('<!DOCTYPE html><html><body><p hidden>no</p><p class="x">no</p><input type="hidden"></body></html>')
    assert pairs_of(page, rules_of(".x { display: none }"))[0] == []
