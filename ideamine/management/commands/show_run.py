"""`manage.py show_run`: a run with its phases, gates and reasons."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from ideamine.cli.runs import find
from ledger.models import ReleaseDossier
from runs import budgets
from runs.models import Phase, Run


class Command(BaseCommand):
    """Show a run."""

    help = "Show a run: its phases, gates, reasons and use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which run, and how to show it."""
        parser.add_argument("run", help="the run's id, its first characters, or `last`")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, run: str, as_json: bool, **_: Any) -> None:
        """Print it."""
        found = find(run)
        shown = described(found)
        if as_json:
            self.stdout.write(json.dumps(shown, indent=2))
            return
        console = Console(file=self.stdout._out, highlight=False)
        console.print(
            f"[bold]{found.title}[/bold]  {found.pk}\n{shown['status']}, plan {shown['plan_hash'][:12]}, ledger {found.ledger_seq} entries, "
            f"{found.event_seq} events, dossier {'yes' if shown['dossier'] else 'no'}"
        )
        table = Table("phase", "status", "stage", "attempt", "gate", "time", "reasons", box=None)
        for phase in shown["phases"]:
            seconds = "" if phase["seconds"] is None else f"{phase['seconds']:.1f} s"
            score = "" if phase["score"] is None else f"{phase['score']:.0f} %"
            table.add_row(phase["phase"], phase["status"], phase["stage"], str(phase["attempt"]), score, seconds, "\n".join(phase["reasons"]))
        console.print(table)
        for reason in shown["reasons"]:
            console.print(f"  - {reason}", markup=False)


def described(run: Run) -> dict[str, Any]:
    """Return a run as JSON: its state, use, and its phases in order."""
    return {
        "run_id": str(run.pk),
        "title": run.title,
        "status": str(run.status),
        "plan_hash": run.plan_hash or "",
        "budgets": run.budgets,
        "used": budgets.run_usage(run),
        "reasons": (run.attention or "").splitlines(),
        "dossier": ReleaseDossier.objects.filter(run=run).exists(),
        "phases": [_phase(phase) for phase in Phase.objects.filter(run=run).defer("plan").order_by("position")],
    }


def _phase(phase: Phase) -> dict[str, Any]:
    ended = phase.completed_at and phase.started_at
    return {
        "phase": phase.name,
        "status": str(phase.status),
        "stage": str(phase.stage),
        "attempt": phase.attempt,
        "score": (phase.gate or {}).get("score"),
        "reasons": (phase.gate or {}).get("reasons", []),
        "seconds": (phase.completed_at - phase.started_at).total_seconds() if ended else None,
    }
