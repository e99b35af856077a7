"""Draws a planned picture as an SVG document: title and description for who does not see it, every text escaped, no scripts, no links."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from phases.sandboxed.drawing.boxes import FONT_SIZE, NOTE_HEIGHT, PADDING, ROW_HEIGHT, SMALL_SIZE, Arrow, Picture, mark_width, shown
from phases.sandboxed.drawing.layout import MARGIN, Placed, Plan, Point, plan

MEDIA_TYPE = "image/svg+xml"
FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
INK, SOFT, PAPER = "#1c2530", "#51606f", "#ffffff"
# kind of box → fill of its head, its border
COLOURS = {
    "thing": ("#dfeaf6", "#3d6d9c"),
    "part": ("#e7efe4", "#4f7a46"),
    "start": ("#fdf0d5", "#a8761c"),
    "end": ("#ece8f4", "#6a559c"),
    "refusal": ("#fbe3e1", "#a5443a"),
}
FOOT = 9


def draw(picture: Picture) -> bytes:
    """Return a picture as SVG. Raises ValueError for an arrow without a box at one end."""
    drawn = plan(picture)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" width="{drawn.width}" height="{drawn.height}" '
        f'viewBox="0 0 {drawn.width} {drawn.height}" font-family="{escape(FONT)}" font-size="{FONT_SIZE}">',
        f'<title id="title">{escape(picture.title)}</title>',
        f'<desc id="description">{escape(picture.description)}</desc>',
        f'<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" orient="auto-start-reverse">'
        f'<path d="M0 1L9 5L0 9z" fill="{SOFT}"/></marker></defs>',
        f'<rect width="{drawn.width}" height="{drawn.height}" fill="{PAPER}"/>',
        *_lines(drawn),
        *(part for placed in drawn.boxes for part in _box(placed)),
        *_caption(picture, drawn),
        "</svg>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _caption(picture: Picture, drawn: Plan) -> Iterator[str]:
    if picture.caption:
        yield f'<text x="{MARGIN}" y="{drawn.height - MARGIN + 6}" font-size="{SMALL_SIZE}" fill="{SOFT}">{escape(picture.caption)}</text>'


def _lines(drawn: Plan) -> Iterator[str]:
    for arrow, corners in drawn.lines:
        dash = ' stroke-dasharray="6 4"' if arrow.dashed else ""
        yield f'<path d="{_path(corners)}" fill="none" stroke="{SOFT}" stroke-width="1.5" stroke-linejoin="round"{dash} marker-end="url(#head)"/>'
        if arrow.many:
            yield _foot(corners[0], arrow)


def _path(corners: tuple[Point, ...]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in corners)


def _foot(start: Point, arrow: Arrow) -> str:
    x, y = start
    return f'<path d="M{x} {y - 5}L{x + FOOT} {y}L{x} {y + 5}" fill="none" stroke="{SOFT}" stroke-width="1.5"/>'


def _box(placed: Placed) -> Iterator[str]:
    box, (x, y) = placed.box, (placed.x, placed.y)
    fill, border = COLOURS[box.kind]
    size = f'x="{x}" y="{y}" width="{placed.width}" height="{box.height}"'
    yield f'<rect class="box" {size} rx="6" fill="{PAPER}" stroke="{border}" stroke-width="1.5"/>'
    yield f'<path d="{_head(placed)}" fill="{fill}" stroke="{border}" stroke-width="1.5"/>'
    yield f'<text x="{x + PADDING}" y="{y + 20}" font-weight="bold" fill="{INK}">{escape(shown(box.title))}</text>'
    if box.note:
        yield f'<text x="{x + PADDING}" y="{y + 20 + NOTE_HEIGHT - 1}" font-size="{SMALL_SIZE}" fill="{SOFT}">{escape(shown(box.note))}</text>'
    indent = mark_width(box)
    for number, row in enumerate(box.rows):
        base = y + box.head_height + number * ROW_HEIGHT + 18
        if row.mark:
            yield f'<text x="{x + PADDING}" y="{base - 1}" font-size="{SMALL_SIZE}" font-weight="bold" fill="{border}">{escape(row.mark)}</text>'
        yield f'<text x="{x + PADDING + indent}" y="{base}" fill="{INK}">{escape(shown(row.text))}</text>'


def _head(placed: Placed) -> str:
    """Return the outline of a box's head: round above, straight below unless the head is all there is."""
    x, y, right, below = placed.x, placed.y, placed.right, placed.y + placed.box.head_height
    if not placed.box.rows:
        return (
            f"M{x + 6} {y}H{right - 6}Q{right} {y} {right} {y + 6}V{below - 6}Q{right} {below} {right - 6} {below}"
            f"H{x + 6}Q{x} {below} {x} {below - 6}V{y + 6}Q{x} {y} {x + 6} {y}z"
        )
    return f"M{x + 6} {y}H{right - 6}Q{right} {y} {right} {y + 6}V{below}H{x}V{y + 6}Q{x} {y} {x + 6} {y}z"
