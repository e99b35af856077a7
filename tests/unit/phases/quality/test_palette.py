from __future__ import annotations

import pytest

from phases.sandboxed.quality import colours
from phases.sandboxed.quality.palette import ROLES, hue_of, palette


@pytest.mark.parametrize("number", range(0, 400, 7))
def test_every_colour_keeps_its_ratio_whatever_the_name(number):
    made = {token: colours.parse(value) for token, value in palette(f"product-{number}").items()}
    for role in ROLES:
        for ground in role.against:
            assert colours.contrast(made[role.token], made[ground]) >= role.ratio, (role.token, ground)


def test_equal_names_have_equal_colours_and_different_ones_differ():
    assert palette("todo-app") == palette("todo-app")
    assert len({hue_of(f"product-{number}") for number in range(20)}) > 10
