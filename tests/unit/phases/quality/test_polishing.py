from __future__ import annotations

from phases.sandboxed.quality.polishing import polished, token_values

CSS = ":root {\n  --color-text: #000;\n  --color-background: #fff;\n  --space: 1rem;\n}\na { color: var(--color-text); }\n"


def test_only_the_tokens_that_are_there_get_new_values():
    made = polished(CSS, {"--color-text": "#111111", "--color-new": "#222222"})
    assert token_values(made) == {"--color-text": "#111111", "--color-background": "#fff", "--space": "1rem"}


def test_polishing_again_changes_nothing():
    once = polished(CSS, {"--color-text": "#111111"})
    assert polished(once, {"--color-text": "#111111"}) == once


def test_motion_is_added_for_those_who_did_not_ask_for_less():
    assert "@media (prefers-reduced-motion: no-preference)" in polished(CSS, {})


def test_a_sheet_without_tokens_stays():
    assert polished("a { color: red }", {"--color-text": "#111111"}) == "a { color: red }"
