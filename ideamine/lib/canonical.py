"""Canonical JSON and digests: the one way in which bytes are made from data before they are hashed.

Used on both sides of the sandbox border, so standard library only. The form is RFC 8785 (JCS) for what
we write: object keys sorted by UTF-16 code units, no white space, shortest numbers, UTF-8.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
# 1.0 is 1, 1e-05 is 0.00001; a string that looks so only takes the slower way
_SPELT_TWO_WAYS = re.compile(r"(?:^|[:\[,])-?\d+(?:\.0(?:[,}\]]|$)|(?:\.\d+)?e[-+]\d)")
_SMALL = re.compile(r"(?:^|[:\[,])-?\d+(?:\.\d+)?e-\d")


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"JSON object keys are strings, not {type(key).__name__}: {key!r}")
        keys = value if all(key.isascii() for key in value) else None
        names = sorted(value) if keys is not None else sorted(value, key=lambda k: k.encode("utf-16-be", "surrogatepass"))
        return {key: _ordered(value[key]) for key in names}
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} has no JSON form")
        if value.is_integer() and abs(value) < 1e21:
            # above 2**53 the shortest digits that name the float count, padded with zeros, not its exact value
            return int(value) if abs(value) < 2**53 else int(_plain(value).removesuffix(".0"))
    return value


def _plain(value: float) -> str:
    """Return the shortest digits that name a float, without an exponent."""
    from decimal import Decimal  # rarely needed; a sandbox should not pay for it

    return format(Decimal(repr(value)), "f")


def _written(value: Any) -> str:
    """Write an ordered value that may hold floats below 1e-4, which Python's encoder writes in its own way."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, float) and 0 < abs(value) < 1e-4:
        return _plain(value) if abs(value) >= 1e-6 else repr(value).replace("e-0", "e-")
    return json.dumps(value, ensure_ascii=False)


def canonical_json(value: Any) -> bytes:
    """Return `value` as canonical JSON bytes (RFC 8785).

    Raises TypeError for keys or values that JSON does not have, ValueError for NaN and infinities.
    Whole numbers beyond 2**53, which RFC 8785 does not have, are written with all their digits.
    """
    ordered = _ordered(value)
    text = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return (_written(ordered) if _SMALL.search(text) else text).encode()


def canonical_from_json(value: Any) -> bytes:
    """Return `canonical_json(value)` for a value whose keys are strings, as in all that came from JSON.

    One pass of the C encoder where that writes the same: ASCII, and no number of two spellings. Three times as fast.
    """
    text = _ENCODER.encode(value)
    return text.encode() if text.isascii() and not _SPELT_TWO_WAYS.search(text) else canonical_json(value)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def digest(value: Any) -> str:
    """Return the SHA-256 over the canonical JSON of `value` as 64 hex digits."""
    return sha256(canonical_json(value))


def digest_from_json(value: Any) -> str:
    """Return `digest(value)` for a value whose keys are strings."""
    return sha256(canonical_from_json(value))
