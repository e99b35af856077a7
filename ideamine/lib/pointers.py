"""JSON pointers (RFC 6901): read one, and walk a value by them. Standard library only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class PointerError(LookupError):
    """The JSON pointer leads nowhere in this value."""


def escape(token: str) -> str:
    """Return `token` as one reference token of a JSON pointer."""
    return token.replace("~", "~0").replace("/", "~1")


def resolve(value: Any, pointer: str) -> Any:
    """Return what `pointer` names in `value`; the empty pointer names the whole.

    Raises PointerError when a step does not exist or the pointer does not begin with '/'.
    """
    if pointer == "":
        return value
    if not pointer.startswith("/"):
        raise PointerError(f"a JSON pointer begins with '/': {pointer!r}")
    for token in pointer[1:].split("/"):
        token = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdigit() and str(int(token)) == token and int(token) < len(value):
            value = value[int(token)]
        else:
            raise PointerError(f"{pointer!r}: nothing at {token!r}")
    return value


def walk(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (pointer, value) for `value` and everything inside it, parents first, keys in order."""
    yield pointer, value
    if isinstance(value, dict):
        for key in sorted(value):
            yield from walk(value[key], f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, f"{pointer}/{index}")
