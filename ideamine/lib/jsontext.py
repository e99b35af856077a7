"""JSON text as PostgreSQL's JSONB takes it."""

from __future__ import annotations

import json
import re
from typing import Any

_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def jsonb(value: Any) -> str:
    """Return JSON text that JSONB accepts: U+0000, which it refuses, becomes U+FFFD. Raises ValueError for NaN."""
    text = _ENCODER.encode(value)
    if "\\u0000" in text:
        text = _NUL.sub(r"\1\\ufffd", text)
    return text
