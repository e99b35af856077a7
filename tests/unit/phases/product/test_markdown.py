"""Markdown of what others wrote."""

from __future__ import annotations

from phases.sandboxed.product.markdown import below, inline, table


def test_what_people_write_is_no_markup():
    assert inline("a | b\n<i> [x](y) `z` *w*") == "a \\| b &lt;i&gt; \\[x\\](y) \\`z\\` \\*w\\*"


def test_a_cell_cannot_end_its_table():
    assert table(("a", "b"), [(inline("1 | 2"), inline("3\n4"))]).splitlines() == ["| a | b |", "| --- | --- |", "| 1 \\| 2 | 3 4 |"]


def test_below_a_title_stands_what_it_does_not_say():
    assert below("Todo app", "todo app") == below("Todo app", "") == ""
    assert below("Todo app", "Keeps *todos*.") == "Keeps \\*todos\\*."
