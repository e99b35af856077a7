"""Figures of the query: within bounds, or refused by name."""

import pytest
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from runs.api.paging import AfterNumber, Pages, whole_number
from runs.models import Event
from tests.support.factories import a_run


def asked(query):
    return Request(APIRequestFactory().get(f"/?{query}"))


@pytest.mark.parametrize(("query", "number"), [("", 5), ("n=0", 0), ("n=10", 10), ("n=007", 7)])
def test_it_reads_a_whole_number(query, number):
    assert whole_number(asked(query), "n", default=5, least=0, most=10) == number


@pytest.mark.parametrize("query", ["n=", "n=-1", "n=11", "n=1.0", "n=1e3", "n=%20", "n=٣", "n=" + "9" * 5000])
def test_it_refuses_what_is_none(query):
    with pytest.raises(ValidationError) as refused:
        whole_number(asked(query), "n", default=5, least=0, most=10)
    assert refused.value.detail == {"n": "a whole number from 0 to 10 is wanted"}


def test_pages_are_bounded():
    assert Pages().get_limit(asked("")) == 50
    with pytest.raises(ValidationError):
        Pages().get_limit(asked("limit=201"))


@pytest.mark.django_db
def test_it_goes_on_after_a_number():
    run = a_run()
    Event.objects.bulk_create(Event(run=run, event_type="run.started", payload={}, number=number) for number in (1, 2, 3))
    pages, view = AfterNumber(), type("View", (), {"number_field": "number"})
    rows = pages.paginate_queryset(Event.objects.all(), asked("after=1&limit=1"), view)
    assert [row.number for row in rows] == [2]
    assert pages.get_paginated_response([]).data["after"] == 2
    assert pages.paginate_queryset(Event.objects.all(), asked("after=9"), view) == []
    assert pages.get_paginated_response([]).data["after"] == 9
