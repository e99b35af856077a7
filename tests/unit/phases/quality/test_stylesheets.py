from __future__ import annotations

import pytest

from phases.sandboxed.quality import stylesheets


def test_rules_carry_the_media_around_them():
    rules = stylesheets.parse("a { color: red } /* x { } */ @media (min-width: 40em) { b, i { margin: 0; } }")
    assert [(rule.selectors, rule.media) for rule in rules] == [(("a",), ()), (("b", "i"), ("(min-width: 40em)",))]


def test_a_brace_that_is_never_closed_is_refused():
    with pytest.raises(stylesheets.CssBroken, match="2 opening braces, 1 closing"):
        stylesheets.parse("a { color: red } b {")


def test_an_import_before_a_rule_does_not_become_part_of_its_selector():
    assert stylesheets.parse('@import "x.css"; a { color: red }')[0].selectors == ("a",)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("var(--a)", "red"), ("1px solid var(--b)", "1px solid red"), ("var(--none, blue)", "blue"), ("var(--none, var(--a))", "red")],
)
def test_custom_properties_are_resolved(value, expected):
    assert stylesheets.resolved(value, {"--a": "red", "--b": "var(--a)"}) == expected


def test_a_circle_of_custom_properties_ends():
    assert "var(" in stylesheets.resolved("var(--a)", {"--a": "var(--a)"})


def test_dark_values_hold_in_the_dark_scheme_alone():
    rules = stylesheets.parse(":root { --x: white } @media (prefers-color-scheme: dark) { :root { --x: black } }")
    assert (stylesheets.custom_properties(rules), stylesheets.custom_properties(rules, dark=True)) == ({"--x": "white"}, {"--x": "black"})


@pytest.mark.parametrize(("value", "expected"), [("all 120ms ease 1s", [120.0, 1000.0]), ("none", []), ("color .2s", [200.0])])
def test_times_are_in_milliseconds(value, expected):
    assert stylesheets.milliseconds(value) == expected


@pytest.mark.parametrize(("value", "expected"), [("320px", 320.0), ("20rem", 320.0), ("100%", None), ("min(100%, 40rem)", None)])
def test_only_fixed_lengths_have_pixels(value, expected):
    assert stylesheets.pixels(value) == expected
