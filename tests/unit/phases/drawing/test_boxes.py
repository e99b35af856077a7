"""Texts are cut and measured so that they fit their boxes."""

from __future__ import annotations

from phases.sandboxed.drawing.boxes import LONGEST_TEXT, Box, Row, shown, text_width


def test_a_long_text_is_cut_and_control_letters_are_dropped():
    assert shown("a\nb\x00\tc") == "a b c"
    assert len(shown("word " * 40)) <= LONGEST_TEXT and shown("word " * 40).endswith("…")


def test_wide_letters_take_more_room():
    assert text_width("iiii", 13) < text_width("aaaa", 13) < text_width("MMMM", 13) <= text_width("漢漢漢漢", 13)


def test_a_box_is_as_wide_as_its_widest_row():
    narrow, wide = (Box(id="a", title="A", rows=(Row(text=text),)) for text in ("x", "a rather long row of a table"))
    assert narrow.width < wide.width
    assert wide.width > text_width("a rather long row of a table", 13)
