"""`make bench`: the engine's workloads W1–W5 and the demo's W6, on embedded engines of their own; prints one JSON object.

`make bench ARGS="w1 w2"` runs some. W1–W5 measure the engine alone: the inline executor, but full state, events and ledger.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ideamine.embedded import engines

NAMES = ("w1", "w2", "w3", "w4", "w5", "w6")


def main(arguments: list[str]) -> int:
    """Run the named workloads, or all, and print what they measured."""
    unknown = set(arguments) - set(NAMES)
    if unknown:
        print(f"unknown workload {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    with _folder() as folder:
        _prepare(folder)
        from django.conf import settings
        from django.db import connections

        from tests.performance import noop, stand, workloads

        config = noop.write_config(Path(settings.CONFIG_DIR), folder / "config")
        found = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": f"{os.cpu_count()} cores, python {platform.python_version()}"}
        for name in arguments or NAMES:
            print(f"{name} …", file=sys.stderr, flush=True)
            found[name] = getattr(workloads, name)(stand.Stand(folder, config))
            print(f"{name} {json.dumps(found[name])}", file=sys.stderr, flush=True)
        connections.close_all()
    print(json.dumps(found, indent=2))
    return 0


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A temporary var/ that an embedded PostgreSQL's account can enter; its engines are stopped at the end."""
    path = Path(tempfile.mkdtemp(prefix="ideamine-bench-", dir="/tmp"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        engines.remove(path)
        shutil.rmtree(path, ignore_errors=True)


def _prepare(folder: Path) -> None:
    os.environ["IDEAMINE_VAR"] = str(folder)
    os.environ.update(engines.ensure(folder).environment(), IDEAMINE_EMBEDDED="1", DJANGO_SETTINGS_MODULE="ideamine.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
