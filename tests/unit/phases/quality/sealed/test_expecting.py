import json

import pytest

from phases.sandboxed.quality.asking import Answer
from phases.sandboxed.quality.sealed.expecting import differences, equal

BODY = {"items": [{"id": 1, "at": "2026-12-09T12:00:00Z", "by": {"shelf": "A"}}], "total": 1}


def answer(body=BODY, status=200):
    return Answer(method="GET", path="/api/x", status=status, headers={}, body=json.dumps(body).encode(), ms=1)


@pytest.mark.parametrize(
    "expect",
    [
        {"values": {"/total": 1.0, "/items/0/at": "2026-12-09T13:00:00+01:00"}},
        {"contains": [{"pointer": "/items", "where": {"id": 1, "by": {"shelf": "A"}}}]},
        {"lacks": [{"pointer": "/items", "where": {"id": 2}}]},
        {"count": {"pointer": "/items", "value": 1}},
        {"text": ["total"], "no_text": ["zzz"], "lines": 1},
    ],
)
def test_what_is_as_expected_differs_in_nothing(expect):
    assert differences(answer(), {"status": 200, **expect}) == []


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ({"values": {"/total": 2}}, "/total is 1, expected 2"),
        ({"values": {"/nothing": 2}}, "/nothing is None, expected 2"),
        ({"contains": [{"pointer": "/items", "where": {"id": 2}}]}, "/items has no row with"),
        ({"lacks": [{"pointer": "/items", "where": {"id": 1}}]}, "/items has a row with"),
        ({"count": {"pointer": "/items", "value": 0}}, "/items has 1 rows, expected 0"),
        ({"text": ["zzz"]}, "the answer lacks 'zzz'"),
        ({"no_text": ["total"]}, "the answer has 'total'"),
        ({"lines": 3}, "the answer has 1 lines, expected 3"),
    ],
)
def test_what_differs_is_told(expect, told):
    [found] = differences(answer(), {"status": 200, **expect})
    assert told in found


def test_another_status_is_told_with_what_came_instead():
    assert differences(answer({"detail": "no"}, 409), {"status": 201}) == ['GET /api/x answered 409, expected 201: {"detail": "no"}']


def test_true_is_not_one():
    assert not equal(True, 1)
    assert equal(1, 1.0)
