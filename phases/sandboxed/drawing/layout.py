"""Where boxes and arrows of a picture lie: boxes in columns, arrows in the free gaps between columns and in lanes below all boxes.

1. Put each box into a column: given, or one to the left of everything that it points to (a circle is cut where it closes).
2. Stack the boxes of a column, the columns centred beside each other; gaps are as wide as the arrows in them need.
3. Lead each arrow out to the right, along its own track in the gap, and into its target; across several columns by a lane of its own below.

So no arrow crosses a box and no two boxes touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from phases.sandboxed.drawing.boxes import ROW_HEIGHT, SMALL_SIZE, Arrow, Box, Picture, text_width

MARGIN, STACK_GAP, LEAST_GAP, TRACK, LANE, PORT, CAPTION = 24, 28, 56, 12, 14, 8, 22
Point = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A box at its place."""

    box: Box
    x: int
    y: int
    width: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.box.height


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole picture in pixels: boxes in their order, and for each arrow the corners of its line."""

    boxes: tuple[Placed, ...]
    lines: tuple[tuple[Arrow, tuple[Point, ...]], ...]
    width: int
    height: int


def plan(picture: Picture) -> Plan:
    """Return where everything lies. Raises ValueError for an arrow from or to a box that is not there."""
    known = {box.id for box in picture.boxes}
    strays = [arrow for arrow in picture.arrows if arrow.source not in known or arrow.target not in known]
    if strays:
        raise ValueError(f"picture {picture.name}: an arrow from {strays[0].source} to {strays[0].target} has no box at one end")
    columns = _columns(picture)
    gaps = _gaps(picture.arrows, columns)
    placed = _placed(picture.boxes, columns, gaps)
    floor = max((entry.bottom for entry in placed.values()), default=0)
    lines, lowest = _lines(picture.arrows, columns, gaps, placed, floor)
    last = max(columns.values(), default=0)
    right = max((entry.right for entry in placed.values()), default=0)
    width = right + (_gap_width(gaps, last) if gaps.get(last) else 0) + MARGIN
    width = max(width, text_width(picture.caption, SMALL_SIZE) + 2 * MARGIN)
    height = max(floor, lowest) + MARGIN + (CAPTION if picture.caption else 0)
    return Plan(boxes=tuple(placed[box.id] for box in picture.boxes), lines=tuple(lines), width=width, height=height)


def _columns(picture: Picture) -> dict[str, int]:
    given = dict(picture.columns)
    targets: dict[str, list[str]] = {box.id: [] for box in picture.boxes}
    for arrow in picture.arrows:
        if arrow.target != arrow.source:
            targets[arrow.source].append(arrow.target)
    depth: dict[str, int] = {}
    for box in picture.boxes:
        _depth(box.id, targets, depth, frozenset())
    deepest = max(depth.values(), default=0)
    return {box.id: given.get(box.id, deepest - depth[box.id]) for box in picture.boxes}


def _depth(id: str, targets: Mapping[str, Sequence[str]], depth: dict[str, int], above: frozenset[str]) -> int:
    if id not in depth:
        below = [_depth(target, targets, depth, above | {id}) for target in targets[id] if target not in above]
        depth[id] = 1 + max(below) if below else 0
    return depth[id]


def _way(arrow: Arrow, columns: Mapping[str, int]) -> tuple[int, int, bool]:
    """Return the gap in which an arrow leaves, the gap from which it enters, and whether it enters from the left."""
    source, target = columns[arrow.source], columns[arrow.target]
    return (source, target - 1, True) if target > source else (source, target, False)


def _gaps(arrows: Sequence[Arrow], columns: Mapping[str, int]) -> dict[int, list[tuple[Arrow, str]]]:
    """Return gap → the tracks in it, each of an arrow that leaves or enters there (once where it does both in one gap)."""
    found: dict[int, list[tuple[Arrow, str]]] = {}
    for arrow in arrows:
        leaves, enters, _ = _way(arrow, columns)
        found.setdefault(leaves, []).append((arrow, "leaves"))
        if enters != leaves:
            found.setdefault(enters, []).append((arrow, "enters"))
    return found


def _gap_width(gaps: Mapping[int, Sequence[object]], gap: int) -> int:
    return LEAST_GAP + TRACK * len(gaps.get(gap, ()))


def _placed(boxes: Sequence[Box], columns: Mapping[str, int], gaps: Mapping[int, Sequence[object]]) -> dict[str, Placed]:
    stacks = {column: [box for box in boxes if columns[box.id] == column] for column in sorted(set(columns.values()))}
    heights = {column: sum(box.height for box in stack) + STACK_GAP * (len(stack) - 1) for column, stack in stacks.items()}
    tallest, x, found = max(heights.values(), default=0), MARGIN, {}
    for column, stack in stacks.items():
        y, width = MARGIN + (tallest - heights[column]) // 2, max(box.width for box in stack)
        for box in stack:
            found[box.id] = Placed(box=box, x=x, y=y, width=width)
            y += box.height + STACK_GAP
        x += width + _gap_width(gaps, column)
    return found


def _lines(
    arrows: Sequence[Arrow], columns: Mapping[str, int], gaps: Mapping[int, list[tuple[Arrow, str]]], placed: Mapping[str, Placed], floor: int
) -> tuple[list[tuple[Arrow, tuple[Point, ...]]], int]:
    tracks = {gap: {entry: number for number, entry in enumerate(entries)} for gap, entries in gaps.items()}
    edges = {gap: max(entry.right for id, entry in placed.items() if columns[id] == gap) for gap in gaps}
    taken: dict[tuple[str, bool], int] = {}
    lines, lane = [], floor
    for arrow in arrows:
        leaves, enters, from_left = _way(arrow, columns)
        source, target = placed[arrow.source], placed[arrow.target]
        out = edges[leaves] + LEAST_GAP // 2 + TRACK * tracks[leaves][arrow, "leaves"]
        port = taken.get((arrow.target, from_left), 0)
        taken[arrow.target, from_left] = port + 1
        start, end = (source.right, _start(source, arrow)), (target.x if from_left else target.right, _port(target, port, from_left=from_left))
        if leaves == enters:
            corners = (start, (out, start[1]), (out, end[1]), end)
        else:
            lane += LANE
            back = edges[enters] + LEAST_GAP // 2 + TRACK * tracks[enters][arrow, "enters"]
            corners = (start, (out, start[1]), (out, lane), (back, lane), (back, end[1]), end)
        lines.append((arrow, corners))
    return lines, lane


def _start(source: Placed, arrow: Arrow) -> int:
    if arrow.row is None:
        return source.y + source.box.head_height // 2
    return source.y + source.box.head_height + arrow.row * ROW_HEIGHT + ROW_HEIGHT // 2 + 3


def _port(target: Placed, number: int, *, from_left: bool) -> int:
    """Return where the next arrow enters a side: from the top corner down, starting again at the top when the side is full.

    The right side begins lower than the left one, so that arrows into two boxes of one height do not run into each other.
    """
    room = max(1, (target.box.height - 12) // PORT)
    return target.y + (9 if from_left else 13) + (number % room) * PORT
