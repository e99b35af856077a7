"""Example values by type, two of each: one to create with, one to change to; and one that no field of the type accepts."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.product.resources import Field

# two values a type: one to create with, one to change to
VALUES: dict[str, tuple[Any, Any]] = {
    "text": ("first", "second"),
    "integer": (3, 4),
    "number": (2.5, 4.5),
    "boolean": (False, True),
    "date": ("2030-01-31", "2030-02-01"),
    "datetime": ("2030-01-31T09:00:00Z", "2030-02-01T10:30:00Z"),
}
WRONG: dict[str, Any] = {
    "text": 1,
    "integer": "x",
    "number": "x",
    "boolean": "x",
    "date": "x",
    "datetime": "x",
    "enum": "no such value",
    "reference": "x",
}


def example(field: Field, *, second: bool = False) -> Any:
    """Return a valid value of a field, the second one of two if wanted; None for references, which depend on rows."""
    if field.type == "enum":
        return field.values[-1 if second else 0]
    if field.type == "reference":
        return None
    value = VALUES[field.type][1 if second else 0]
    return f"{value} {field.label.lower()}" if field.type == "text" else value
