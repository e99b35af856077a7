"""Numbers and flags from the environment; a value that is none is refused by its name, never taken for a default."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def number(name: str, default: float, *, least: float = 0) -> float:
    """The variable as a number, `default` when it is unset or empty. Raises ImproperlyConfigured."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value < float("inf"):
        raise ImproperlyConfigured(f"{name} is {text!r}: it must be a number, {least:g} or more.")
    return value


def whole_number(name: str, default: int, *, least: int = 0) -> int:
    """The variable as a whole number, `default` when it is unset or empty. Raises ImproperlyConfigured."""
    value = number(name, default, least=least)
    if value != int(value):
        raise ImproperlyConfigured(f"{name} is {os.environ[name]!r}: it must be a whole number, {least} or more.")
    return int(value)


def flag(name: str, *, default: bool) -> bool:
    """The variable as true or false, `default` when it is unset or empty. Raises ImproperlyConfigured."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if text.lower() not in FLAGS:
        raise ImproperlyConfigured(f"{name} is {text!r}: it must be true or false.")
    return FLAGS[text.lower()]
