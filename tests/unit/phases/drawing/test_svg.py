"""What is drawn can be read by everybody and runs nothing."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from phases.sandboxed.drawing.boxes import Arrow, Box, Picture, Row
from phases.sandboxed.drawing.svg import draw

HOSTILE = '</text><script>alert("x")</script>&'
PICTURE = Picture(
    name="p.svg",
    title=f"Title {HOSTILE}",
    description="What is seen.",
    boxes=(Box(id="a", title=HOSTILE, note="note", rows=(Row(text=HOSTILE, mark="PK"),)), Box(id="b", title="B", kind="end")),
    arrows=(Arrow(source="a", target="b", row=0, many=True, dashed=True),),
    caption="PK key",
)


def test_every_text_is_escaped():
    root = ElementTree.fromstring(draw(PICTURE))
    assert {element.tag.rsplit("}")[-1] for element in root.iter()} == {"svg", "title", "desc", "defs", "marker", "path", "rect", "text"}
    assert [element.text for element in root.iter() if element.text and "script" in element.text] == [f"Title {HOSTILE}", HOSTILE, HOSTILE]


def test_who_does_not_see_it_hears_title_and_description():
    root = ElementTree.fromstring(draw(PICTURE))
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title description"
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == "What is seen."


def test_the_same_picture_gives_the_same_bytes():
    assert draw(PICTURE) == draw(PICTURE)
