from __future__ import annotations

from phases.sandboxed.quality.asking import form_fields

PAGE = """<form action="/other"><input name="no" value="1"></form>
<form action="/x"><input type="hidden" name="token" value="t"><input type="checkbox" name="off" value="1"><input type="checkbox" name="on" checked>
<select name="s"><option value="a">A</option><option value="b" selected>B</option></select><textarea name="t">
line</textarea></form>"""


def test_a_form_is_sent_as_a_browser_would():
    assert form_fields(PAGE, "/x") == {"token": "t", "on": "on", "s": "b", "t": "line"}


def test_a_form_that_is_not_there_is_none():
    assert form_fields(PAGE, "/y") is None
