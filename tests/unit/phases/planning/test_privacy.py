from __future__ import annotations

import pytest

from phases.sandboxed.planning.privacy import sensitivity
from phases.sandboxed.product.resources import Field, Resource


@pytest.mark.parametrize(
    ("resource", "field", "expected"),
    [
        ("case", "diagnosis", "sensitive"),
        ("staff", "monthly_salary", "sensitive"),
        ("order", "email", "personal"),
        ("patient", "name", "personal"),
        ("contact", "last_name", "personal"),
        ("recipe", "name", "internal"),
        ("file", "first_file_name", "internal"),
        ("todo", "title", "internal"),
    ],
)
def test_it_classifies_by_the_words_of_the_name(resource: str, field: str, expected: str):
    entry = Field(name=field, label=field, type="text", required=True)
    assert sensitivity(Resource(id=resource, name=resource, plural=resource, path=resource, description="", fields=(entry,)), entry) == expected
