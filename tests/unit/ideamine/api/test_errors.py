"""Every error in one shape, telling nothing of the server."""

import json

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from rest_framework import exceptions

from ideamine.api import errors
from ideamine.lib.errors import IdeaMineError
from ideamine.lib.storage import StorageFull
from runs.errors import IllegalMove


class OddError(Exception):
    """Nobody foresaw it."""


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (IllegalMove("run 7 is over"), 409, {"code": "illegal_move", "message": "run 7 is over"}),
        (
            StorageFull("the disk of /srv/secret is full"),
            500,
            {"code": "storage_full", "message": "The disk of the artifact store is full; free space or move ARTIFACT_STORAGE, then try again."},
        ),
        (OperationalError("password of host db"), 503, {"code": "database_unavailable", "message": "The database does not answer; try again later."}),
        (exceptions.ValidationError({"limit": ["wrong"]}), 400, {"code": "invalid", "message": "limit: wrong", "field": "limit"}),
        (exceptions.ValidationError({"a": {"b": ["wrong"]}}), 400, {"code": "invalid", "message": "a: wrong", "field": "a"}),
        (exceptions.ValidationError([{}, {"b": ["wrong"]}]), 400, {"code": "invalid", "message": "b: wrong", "field": "b"}),
        (exceptions.ValidationError("wrong"), 400, {"code": "invalid", "message": "wrong"}),
        (exceptions.MethodNotAllowed("PUT"), 405, {"code": "method_not_allowed", "message": 'Method "PUT" not allowed.'}),
        (exceptions.NotFound(), 404, {"code": "not_found", "message": "Not found."}),
    ],
)
def test_it_answers_in_the_one_shape(error, status, body):
    response = errors.answer(error, {})
    assert (response.status_code, response.data) == (status, body)


def test_what_nobody_foresaw_is_left_to_become_a_500():
    assert errors.answer(OddError(), {}) is None
    assert json.loads(errors.server_error(RequestFactory().get("/")).content)["code"] == "error"


def test_an_error_without_words_of_its_own_says_its_name():
    assert errors.answer(IdeaMineError(), {}).data["code"] == "error"
