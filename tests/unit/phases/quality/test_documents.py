from __future__ import annotations

import pytest

from phases.sandboxed.quality.documents import parse

WHOLE = "<!DOCTYPE html><html><body>{}</body></html>"


@pytest.mark.parametrize(
    ("content", "slip"),
    [
        ("<div><p>x</div></div>", "</div> closes nothing"),
        ("<div><span>x</div>", "<span> is still open at </div>"),
        ('<a id="x" id="y">x</a>', "<a> has the attribute id twice"),
        ("x</br>", "</br> closes an element that has no end"),
    ],
)
def test_it_notes_what_markup_does_wrong(content, slip):
    assert any(slip in found for found in parse(WHOLE.format(content)).slips)


@pytest.mark.parametrize("content", ["<ul><li>one<li>two</ul>", "<p>one<br>two", "<img src='x'><input/>"])
def test_what_may_stay_open_is_no_slip(content):
    assert parse(WHOLE.format(content)).slips == []


def test_a_missing_doctype_is_noted():
    assert parse("<html></html>").slips == ["the document does not begin with <!DOCTYPE html>"]


def test_the_first_of_two_equal_attributes_counts():
    assert parse('<a id="x" id="y">').all("a")[0].attributes["id"] == "x"
