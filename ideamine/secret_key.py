"""Django's secret key for a machine that was given none: made once, kept in `var/`, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ideamine.embedded.errors import EngineUnavailable


def read_or_make(var: Path) -> str:
    """The key in `var/secret_key`; the first caller makes it. Raises EngineUnavailable when `var` cannot be written."""
    path = var / "secret_key"
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        return path.read_text().strip()
    except OSError as error:
        raise EngineUnavailable(
            f"{path} cannot be written or read ({error.strerror}): set SECRET_KEY, or IDEAMINE_VAR to a folder that you own."
        ) from error


def _make(path: Path) -> None:
    # Written aside and linked into place: of two first callers one wins, and nobody reads half a key.
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
