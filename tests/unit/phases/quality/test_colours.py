from __future__ import annotations

import pytest

from phases.sandboxed.quality import colours


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#fff", (255, 255, 255, 1.0)),
        ("#0b5394", (11, 83, 148, 1.0)),
        ("rgb(10, 20, 30)", (10, 20, 30, 1.0)),
        ("rgb(10 20 30 / 50%)", (10, 20, 30, 0.5)),
        ("white", (255, 255, 255, 1.0)),
        ("transparent", (0, 0, 0, 0)),
        ("#12345", None),
        ("papayawhip", None),
    ],
)
def test_it_reads_colours_and_knows_what_it_cannot_read(text, expected):
    assert colours.parse(text) == expected


def test_hsl_is_read_as_browsers_do():
    assert colours.to_hex(colours.parse("hsl(120, 100%, 25%)")) == "#008000"


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)])
def test_contrast_is_that_of_wcag(one, other, ratio):
    # #777 on white is the well-known grey just below 4.5
    assert round(colours.contrast(colours.parse(one), colours.parse(other)), 2) == ratio


def test_half_transparent_black_over_white_is_grey():
    assert colours.to_hex(colours.over((0, 0, 0, 0.5), colours.WHITE)) == "#808080"


def test_the_colour_of_a_shorthand_is_found():
    assert colours.first_in("no-repeat #123456 url(x.png)") == (0x12, 0x34, 0x56, 1.0)
