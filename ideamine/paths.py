"""Where the project and its `var/` lie. Imports no Django, so that it can be asked before the settings are read."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def var_folder() -> Path:
    """The folder for everything that IdeaMine writes: IDEAMINE_VAR, else `var/` in the project."""
    return Path(os.environ.get("IDEAMINE_VAR") or PROJECT / "var").expanduser().absolute()


def embedded() -> bool:
    """True when neither DATABASE_URL nor REDIS_URL names a server, so that the embedded engines are used."""
    return not os.environ.get("DATABASE_URL") and not os.environ.get("REDIS_URL")
