"""The bodies that the doors take in."""

import jsonschema
import pytest

from phases.api import bodies
from phases.schemas.validation import InvalidContent, validate


@pytest.mark.parametrize("schema", [bodies.START, bodies.REASON, bodies.WAIVER])
def test_each_is_a_json_schema_of_a_closed_object(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"idea": "x", "budgets": {"tokens": True}}, "/budgets/tokens"),
        ({"idea": {"users": []}}, "/idea"),
        ({"idea": "x", "priority": 1001}, "/priority"),
        ({"idea": "x", "title": ""}, "/title"),
    ],
)
def test_an_error_names_its_place(body, pointer):
    with pytest.raises(InvalidContent) as refused:
        validate(bodies.START, body, "the body")
    assert refused.value.pointer == pointer


def test_null_stands_for_absent_where_it_may():
    validate(bodies.START, {"idea": "x", "title": None, "until": None}, "the body")
