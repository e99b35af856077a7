"""Watch a run to its end, with the processes that it needs: what `start_run` and `resume_run` do with --wait."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from ideamine.cli import following
from ideamine.cli.progress import RunView, TerminalShow
from ideamine.platform import local
from ledger.dossier import rendering, storing
from ledger.errors import DossierNotFound
from phases import products, services
from runs.errors import IllegalMove
from runs.models import Run, RunStatus

EXIT_NOT_COMPLETED = 1
EXIT_INTERRUPTED = 130


def watch(run: Run, *, as_json: bool) -> int:
    """Follow a run to its end and say what came of it; return the exit code, 0 only when it completed."""
    alone = False
    try:
        with _workers() as alone:
            _follow(run, as_json)
    except KeyboardInterrupt:
        return _interrupted(run, alone, as_json)
    finally:
        connections.close_all()
    run.refresh_from_db()
    report = ending(run)
    print(json.dumps(report)) if as_json else _tell(run, report, alone)
    return 0 if run.status == RunStatus.COMPLETED else EXIT_NOT_COMPLETED


def ending(run: Run) -> dict[str, Any]:
    """Return what the last line of --json holds: run_id, status, where dossier and product were written, reasons."""
    folder = Path(settings.VAR) / "runs" / str(run.pk)
    return {"run_id": str(run.pk), "status": str(run.status), **_written(run, folder), "reasons": (run.attention or "").splitlines()}


@contextlib.contextmanager
def _workers() -> Iterator[bool]:
    """Have workers and beat: those that run already, or ours for as long as the block lasts. Yields whether they are ours."""
    if local.served_elsewhere(time.time()) or local.running(settings.VAR):
        yield False
        return
    with local.platform():
        yield True


def _follow(run: Run, as_json: bool) -> None:
    if as_json:
        for event in following.follow(run.pk):
            if event is not None:
                print(
                    json.dumps(
                        {
                            "number": event.number,
                            "type": event.event_type,
                            "phase": event.phase,
                            "payload": event.payload,
                            "timestamp": event.timestamp.isoformat(),
                        }
                    ),
                    flush=True,
                )
        return
    with TerminalShow(RunView(run)) as show:
        for event in following.follow(run.pk):
            show.hear(event)


def _written(run: Run, folder: Path) -> dict[str, str | None]:
    """Write dossier and product of an ended run into its folder; return where they are."""
    found: dict[str, str | None] = {"dossier": None, "dossier_json": None, "product": None}
    try:
        content = storing.get(run.pk)
    except DossierNotFound:
        return found
    folder.mkdir(parents=True, exist_ok=True)
    for key, format in (("dossier", "html"), ("dossier_json", "json")):
        target = folder / f"dossier.{format}"
        target.write_bytes(rendering.export(content, format))
        found[key] = str(target)
    product = products.unpack(run.pk, folder / "product")
    return {**found, "product": str(product) if product else None}


def _interrupted(run: Run, alone: bool, as_json: bool) -> int:
    run.refresh_from_db()
    note = f"the run goes on; `{manage()} cancel_run {run.pk}` ends it"
    if alone and not run.ended:
        with contextlib.suppress(IllegalMove):
            services.pause_run(run.pk, by="terminal", reason="interrupted")
        note = f"paused; `{manage()} resume_run {run.pk}` goes on from here"
    run.refresh_from_db()
    if as_json:
        print(json.dumps({"run_id": str(run.pk), "status": str(run.status), "dossier": None}))
    else:
        print(f"\n{note}", file=sys.stderr)
    return EXIT_INTERRUPTED


def _tell(run: Run, report: dict[str, Any], alone: bool) -> None:
    print()
    if run.status == RunStatus.COMPLETED:
        print(f"Completed: {run.title}")
    else:
        print(f"{str(run.status).capitalize()}: {run.title}")
        for reason in report["reasons"]:
            print(f"  - {reason}")
    if report["dossier"]:
        print(f"  dossier   {report['dossier']}\n            {report['dossier_json']}")
    if report["product"]:
        print(f"  product   {report['product']}")
        print(f"  open it   {manage()} open_product {run.pk} --serve")
    print(f"  look      {manage()} show_run {run.pk}")
    print(f"  check     {manage()} verify_ledger {run.pk}")
    if alone:
        print("  next      make up  (admin and API on 127.0.0.1:8000)")


def manage() -> str:
    """How this command was started, for a person to type again."""
    return f"{_python()} {sys.argv[0]}"


def _python() -> str:
    """Return the shortest name of this interpreter that works here: by the PATH, within this folder, or the whole path."""
    if shutil.which("python") == sys.executable:
        return "python"
    path = os.path.relpath(sys.executable)
    return sys.executable if path.startswith(os.pardir) else path
