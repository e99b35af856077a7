"""Filters refuse what they cannot use."""

import pytest

from runs.api.runs import RunFilter
from runs.models import Run


@pytest.mark.parametrize(
    ("given", "valid"),
    [
        ({}, True),
        ({"search": "x"}, True),
        ({"search": ""}, False),
        ({"created_after": ""}, False),
        ({"created_after": "soon"}, False),
        ({"status": ["odd"]}, False),
    ],
)
def test_empty_and_unknown_values_are_refused(given, valid):
    assert RunFilter(given, queryset=Run.objects.none()).is_valid() is valid
