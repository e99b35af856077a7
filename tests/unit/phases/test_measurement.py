"""Values as reasons show them."""

import pytest

from phases.measurement import shown


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (5, "5"), (0.85, "0.85"), (1.0, "1"), (0.712345, "0.7123"), (True, "true"), (False, "false"), (1234567.0, "1234567")],
)
def test_it_shows_values_shortly(value, text):
    assert shown(value) == text


def test_it_shows_as_many_digits_as_tell_two_values_apart():
    assert shown(0.849999, 0.85) == "0.849999"
    assert shown(0.80001, 0.85) == "0.8"
