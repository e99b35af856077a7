"""Boxes never touch, and arrows run between them."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from phases.sandboxed.drawing.boxes import Arrow, Box, Picture, Row
from phases.sandboxed.drawing.layout import Placed, Plan, plan


def _picture(count: int, *pairs: tuple[int, int]) -> Picture:
    boxes = tuple(Box(id=str(n), title=f"Box {n}", rows=tuple(Row(text=f"row {m}") for m in range(n % 4))) for n in range(count))
    return Picture(name="p.svg", title="P", description="D", boxes=boxes, arrows=tuple(Arrow(source=str(a), target=str(b)) for a, b in pairs))


PICTURES = [
    _picture(1),
    _picture(1, (0, 0)),
    _picture(4, (0, 1), (1, 2), (2, 3), (0, 3), (0, 2)),
    _picture(5, (0, 1), (1, 0), (2, 1), (3, 4), (4, 3)),
    _picture(9, *dict.fromkeys([(n, (n * 7 + 1) % 9) for n in range(9)] + [(n, (n + 1) % 9) for n in range(9)])),
]


def _covers(placed: Placed, x: float, y: float) -> bool:
    return placed.x < x < placed.right and placed.y < y < placed.bottom


@pytest.fixture(params=range(len(PICTURES)))
def drawn(request: pytest.FixtureRequest) -> Plan:
    return plan(PICTURES[request.param])


def test_no_two_boxes_touch(drawn: Plan):
    for one, other in combinations(drawn.boxes, 2):
        assert one.right < other.x or other.right < one.x or one.bottom < other.y or other.bottom < one.y


def test_no_line_crosses_a_box_and_all_are_inside(drawn: Plan):
    for _, corners in drawn.lines:
        for (ax, ay), (bx, by) in pairwise(corners):
            assert ax == bx or ay == by
            middle = ((ax + bx) / 2, (ay + by) / 2)
            assert not any(_covers(placed, *middle) for placed in drawn.boxes)
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in corners)


def test_lines_in_one_gap_have_tracks_of_their_own(drawn: Plan):
    upright = [a[0] for _, corners in drawn.lines for a, b in pairwise(corners) if a[0] == b[0] and a[1] != b[1]]
    assert len(upright) == len(set(upright))


def test_what_points_stands_left_of_what_it_points_to():
    places = {placed.box.id: placed.x for placed in plan(_picture(3, (0, 1), (1, 2), (0, 2))).boxes}
    assert places["0"] < places["1"] < places["2"]


def test_an_arrow_to_nowhere_is_refused():
    with pytest.raises(ValueError, match=r"picture p\.svg: an arrow from 0 to 7"):
        plan(_picture(1, (0, 7)))
