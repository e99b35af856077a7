"""`manage.py runs`: the runs, newest first."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count, Q
from rich.console import Console
from rich.table import Table

from runs.models import PhaseStatus, Run


class Command(BaseCommand):
    """List runs."""

    help = "List the runs, newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, and how to show them."""
        parser.add_argument("--limit", type=int, default=20)
        parser.add_argument("--status", help="only runs in this state")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")

    def handle(self, *, limit: int, status: str | None, as_json: bool, **_: Any) -> None:
        """Print one line a run."""
        done = Count("phases", filter=Q(phases__status=PhaseStatus.COMPLETED))
        chosen = Run.objects.filter(status=status) if status else Run.objects.all()
        rows = chosen.annotate(done=done, total=Count("phases")).defer("plan", "idea").order_by("-created_at")[:limit]
        if as_json:
            for run in rows:
                self.stdout.write(
                    json.dumps(
                        {
                            "run_id": str(run.pk),
                            "title": run.title,
                            "status": str(run.status),
                            "phases_completed": run.done,
                            "phases": run.total,
                            "created_at": run.created_at.isoformat(),
                        }
                    )
                )
            return
        table = Table("run", "title", "status", "phases", "started", box=None)
        for run in rows:
            table.add_row(str(run.pk), run.title, str(run.status), f"{run.done}/{run.total}", f"{run.created_at:%Y-%m-%d %H:%M}")
        Console(file=self.stdout._out).print(table)
