"""Bodies are bounded, and text is text."""

import io

import pytest
from rest_framework.exceptions import ParseError

from ideamine.api.parsing import BODY_BYTES_MAX, BodyTooLarge, BoundedJSONParser


def parse(data, **context):
    return BoundedJSONParser().parse(io.BytesIO(data), "application/json", context)


def test_it_reads_json():
    assert parse(b'{"a": "\\u00e9"}') == {"a": "é"}


def test_it_takes_one_mebibyte_and_no_byte_more():
    assert len(parse(b'"' + b"x" * (BODY_BYTES_MAX - 2) + b'"')) == BODY_BYTES_MAX - 2
    with pytest.raises(BodyTooLarge):
        parse(b'"' + b"x" * (BODY_BYTES_MAX - 1) + b'"')


@pytest.mark.parametrize("data", [b"{", b"\xff", b"NaN", b'"\\ud800"', b'{"\\udfff": 1}', b"[" * 200_000])
def test_it_refuses_what_is_no_json(data):
    with pytest.raises(ParseError):
        parse(data)


def test_it_refuses_a_charset_that_is_none():
    with pytest.raises(ParseError, match="utf-99"):
        parse(b"{}", encoding="utf-99")
