from tests.evaluation.tables import WIDEST, table


def test_columns_are_as_wide_as_their_widest_cell_and_no_line_ends_in_blanks():
    drawn = table("Books", ["name", "sum"], [["long name", 3], ["x", 12]])
    assert drawn.splitlines() == ["", "Books", "name       sum", "---------  ---", "long name  3", "x          12"]


def test_what_is_not_as_it_should_be_catches_the_eye():
    assert table("", ["a", "b", "c"], [[True, False, ("x", "y")]]).splitlines()[-1].split() == ["yes", "NO", "x,", "y"]


def test_numbers_have_three_places_at_most_and_whole_ones_none():
    assert table("", ["a", "b", "c"], [[1 / 3, 2.0, 0.35]]).splitlines()[-1].split() == ["0.333", "2", "0.35"]


def test_a_long_cell_is_cut_and_says_so():
    cell = table("", ["a"], [["x" * (WIDEST + 1)]]).splitlines()[-1]
    assert len(cell) == WIDEST and cell.endswith("…")


def test_a_table_without_rows_says_so():
    assert table("Books", ["name"], []).splitlines()[-1] == "(nothing)"
