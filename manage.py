#!/usr/bin/env python
"""IdeaMine's commands. Where no server is named in the environment, the embedded engines run for as long as the command does."""

from __future__ import annotations

import os
import signal
import sys

WITHOUT_ENGINES = {"help", "version", "check", "check_config", "export_schemas", "collectstatic", "findstatic", "startapp"}


def main(arguments: list[str]) -> int:
    """Run one command; the exit code is not 0 when it failed, and a failure of the surroundings is told in one sentence."""
    if not (3, 11) <= sys.version_info[:2] < (3, 13):
        found = ".".join(str(part) for part in sys.version_info[:2])
        return _refuse(f"IdeaMine needs Python 3.11 or 3.12 and this is {found}: run it with python3.11 or python3.12.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ideamine.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import NotSupportedError, OperationalError
    except ImportError as error:
        return _refuse(f"{error.name} is not installed: run `make .venv` and use .venv/bin/python.")
    from ideamine import paths
    from ideamine.embedded import engines
    from ideamine.embedded.errors import EngineUnavailable
    from ideamine.platform.errors import PlatformRefused

    for number in (signal.SIGTERM, signal.SIGHUP):
        # Leave by the ordinary way, so that the embedded engines are stopped at exit.
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        if paths.embedded() and _needs_engines(arguments):
            os.environ.update(engines.ensure(paths.var_folder()).environment())
            os.environ["IDEAMINE_EMBEDDED"] = "1"
        execute_from_command_line(["manage.py", *arguments])
    except (EngineUnavailable, ImproperlyConfigured, PlatformRefused) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except (OperationalError, NotSupportedError) as error:
        cause = " ".join(str(error).split())
        return _refuse(f"The database cannot be used ({cause}): start it, or let DATABASE_URL name PostgreSQL 14 or newer.")
    return 0


def _needs_engines(arguments: list[str]) -> bool:
    return bool(arguments) and arguments[0] not in WITHOUT_ENGINES and not {"-h", "--help", "--version"} & set(arguments)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
