"""`manage.py audit_gates`: does any gate pass on broken evidence?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from phases.auditing import audit
from phases.auditing.audit import PhaseAudit
from phases.configuration import load_configuration
from phases.errors import ConfigurationRefused
from phases.planning import create_run_plan

HEAD = ("phase", "rubrics", "at the gate", "at the tools", "passes")
COVERS = (
    "At the gate: faults in a guard's task, its report or one metric, judged by phases.evidence and phases.gate. At the tools: faults in a tool's\n"
    "report, read by the real guard and then judged. Not covered: whether tools measure rightly, and guards that read artifacts alone (see tests)."
)


class Command(BaseCommand):
    """Inject every fault into every metric of every phase; exit code 1 when one passes, or when a phase cannot be audited."""

    help = "Check that no gate passes on broken evidence."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which folder, and how to answer."""
        parser.add_argument("--config", metavar="DIR", default=str(settings.CONFIG_DIR))
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *, config: str, **options: Any) -> None:
        """Audit and say."""
        try:
            plans = create_run_plan("audit", load_configuration(Path(config))).phase_plans
        except ConfigurationRefused as error:
            raise CommandError(str(error)) from error
        audits = []
        for found in audit.run(plans):
            audits.append(found)
            if not options["json"]:
                self._row(found, head=len(audits) == 1)
        told = audit.totals(audits)
        if options["json"]:
            self.stdout.write(json.dumps(told, sort_keys=True))
        else:
            self.stdout.write(f"\n{told['passes']} passes of {told['injections']}\n{COVERS}")
        if not told["holds"]:
            sys.exit(1)

    def _row(self, found: PhaseAudit, *, head: bool) -> None:
        at_gate, at_tools = (sum(getattr(rubric, name) for rubric in found.rubrics) for name in ("at_gate", "at_tools"))
        cells = (found.phase, len(found.rubrics), at_gate, at_tools, len(found.passes))
        for row in (HEAD, cells) if head else (cells,):
            self.stdout.write(f"{row[0]:<14}" + "".join(f"{cell!s:>14}" for cell in row[1:]))
        for line in (*(f"passes: {name}" for name in found.passes), *(f"cannot be audited: {reason}" for reason in found.unfit)):
            self.stderr.write(f"  {found.phase}: {line}")
