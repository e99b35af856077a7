"""What a picture is made of: boxes with rows, and arrows between them. Sizes are pixels; text widths are guessed generously."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

FONT_SIZE, SMALL_SIZE = 13, 11
ROW_HEIGHT, HEADER_HEIGHT, NOTE_HEIGHT = 21, 30, 17
PADDING, LEAST_WIDTH, LONGEST_TEXT = 12, 110, 46
# widths of letters as parts of the font size, of a wide sans-serif face; what is not listed takes MOST
_NARROW = dict.fromkeys("ijl.,:;|!'’()[]{}tfrI/- ", 0.42)
_WIDE = dict.fromkeys("mwMWQOG@%—…“”", 1.0)
_CAPITALS = 0.8
MOST = 0.66
CJK = 1.05


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a box; `mark` stands before it in bold (PK, FK, a status), and an arrow may leave from it."""

    text: str
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box with a title, perhaps a note below it, and rows. `kind` chooses its colours: thing, part, start or end."""

    id: str
    title: str
    note: str = ""
    rows: tuple[Row, ...] = ()
    kind: str = "thing"

    @property
    def head_height(self) -> int:
        return HEADER_HEIGHT + (NOTE_HEIGHT if self.note else 0)

    @property
    def height(self) -> int:
        return self.head_height + len(self.rows) * ROW_HEIGHT + (6 if self.rows else 0)

    @property
    def width(self) -> int:
        texts = [text_width(shown(self.title), FONT_SIZE, bold=True), text_width(shown(self.note), SMALL_SIZE)]
        texts += [text_width(shown(row.text), FONT_SIZE) + mark_width(self) for row in self.rows]
        return max(LEAST_WIDTH, *texts) + 2 * PADDING


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """From a box, or one of its rows (by index), to another box; `many` draws the foot of a relation many-to-one at its start."""

    source: str
    target: str
    row: int | None = None
    many: bool = False
    dashed: bool = False


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture before it is drawn. `columns` says in which column from the left a box stands; boxes left out are
    placed by their arrows. `caption` stands below, to explain signs.
    """

    name: str
    title: str
    description: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    columns: tuple[tuple[str, int], ...] = ()
    caption: str = ""


def shown(text: str) -> str:
    """Return a text as it stands in a picture: one line, without control characters, cut where it is too long."""
    line = " ".join("".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in text).split())
    return line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1].rstrip() + "…"


def text_width(text: str, size: int, *, bold: bool = False) -> int:
    """Return an upper guess of how many pixels a line takes."""
    units = sum(_letter(letter) for letter in text)
    return int(units * size * (1.08 if bold else 1.0)) + 1


def mark_width(box: Box) -> int:
    """Return the room that the marks of a box's rows take, 0 without marks."""
    widest = max((text_width(row.mark, SMALL_SIZE, bold=True) for row in box.rows if row.mark), default=0)
    return widest + 8 if widest else 0


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return _NARROW[letter]
    if letter in _WIDE:
        return 1.0
    if unicodedata.east_asian_width(letter) in "WF":
        return CJK
    return _CAPITALS if letter.isupper() else MOST
