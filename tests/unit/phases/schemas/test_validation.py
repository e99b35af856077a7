import pytest

from phases.schemas.build import integer, record, text
from phases.schemas.registry import UnknownArtifactType
from phases.schemas.validation import InvalidContent, validate, validate_artifact
from tests.support.content import MODEL

SCHEMA = record({"kind": text(enum=["small", "large"])}, name=text(), count=integer(minimum=1))


def error(content):
    with pytest.raises(InvalidContent) as caught:
        validate(SCHEMA, content, "the order")
    return caught.value


def test_it_accepts_what_matches():
    validate(SCHEMA, {"name": "a", "count": 1, "kind": "small"}, "the order")
    validate_artifact("DomainModel", MODEL)


@pytest.mark.parametrize(
    ("content", "pointer", "remedy"),
    [
        ({"name": "a"}, "", "required keys: count, name"),
        ({"name": "a", "count": 1, "colour": "red"}, "", "known keys: count, kind, name"),
        ({"name": 5, "count": 1}, "/name", "wanted type: string"),
        ({"name": "a", "count": 1, "kind": "huge"}, "/kind", "wanted one of: small, large"),
        ({"name": "a", "count": 0}, "/count", "wanted minimum: 1"),
    ],
)
def test_it_names_the_place_and_what_would_be_right(content, pointer, remedy):
    found = error(content)

    assert found.pointer == pointer
    assert remedy in str(found)
    assert str(found).startswith("the order at ")


def test_it_escapes_the_pointer():
    with pytest.raises(InvalidContent) as caught:
        validate({"additionalProperties": {"type": "string"}}, {"a/b~c": 1}, "names")

    assert caught.value.pointer == "/a~1b~0c"


def test_it_shortens_what_it_quotes():
    assert len(str(error({"name": "a", "count": "x" * 5000}))) < 700


def test_it_refuses_an_unknown_type():
    with pytest.raises(UnknownArtifactType):
        validate_artifact("Nothing", {})
