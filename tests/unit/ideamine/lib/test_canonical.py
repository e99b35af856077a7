"""Canonical JSON against the reference implementation."""

import hashlib

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from ideamine.lib.canonical import canonical_json, digest

SAFE = 2**53 - 1
values = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


@given(values)
@example([1e-5, 5e-324, 1e-6, 1e-7, 0.0001, 1e21, 5.206299483654982e16, -0.0, 1.0, 1e20, 123456789012345680000.0])
@example({"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7})
@example([9007199254740992.0, -9007199254740992.0])
@example({"e-": [1e-10, "e-09", True, None]})
def test_it_equals_the_reference_implementation(value):
    assert canonical_json(value) == rfc8785.dumps(value)


def test_it_writes_whole_numbers_of_any_size():
    assert canonical_json(2**70) == b"1180591620717411303424"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]])
def test_it_refuses_numbers_that_json_does_not_have(value):
    with pytest.raises(ValueError, match="no JSON form"):
        canonical_json(value)


@pytest.mark.parametrize("value", [{1: "a"}, {None: 1}, {"a": {1, 2}}, b"bytes"])
def test_it_refuses_keys_and_values_that_json_does_not_have(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_the_digest_does_not_depend_on_the_order_of_keys():
    assert digest({"b": 1, "a": [1.0]}) == digest({"a": [1], "b": 1}) == hashlib.sha256(b'{"a":[1],"b":1}').hexdigest()
