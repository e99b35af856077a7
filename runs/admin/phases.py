"""Admin page of phases; the page of a run shows them together."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from runs.admin.readonly import ReadOnlyAdmin, as_json
from runs.models import Phase


@admin.register(Phase)
class PhaseAdmin(ReadOnlyAdmin):
    """Phases of all runs."""

    list_display = ("name", "run_id", "status", "stage", "attempt", "started_at", "completed_at")
    list_filter = ("status", "stage", "name")
    search_fields = ("name", "run__title", "run__id__startswith")
    ordering = ("-created_at", "position")
    fields = ("run_id", "name", "status", "stage", "attempt", "started_at", "completed_at", "gate_table", "budgets_text", "usage_text", "plan_hash",
              "plan_text", "state_text")  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Phase]:
        """The phases without what is long; their pages fetch it."""
        return super().get_queryset(request).defer("plan", "state", "gate", "usage", "budgets")

    @admin.display(description="gate")
    def gate_table(self, phase: Phase) -> SafeString | str:
        """The last verdict, rubric by rubric."""
        return render_to_string("admin/gate.html", {"gate": phase.gate, "passed": (phase.gate or {}).get("pass")})

    @admin.display(description="plan")
    def plan_text(self, phase: Phase) -> SafeString:
        """The plan as text."""
        return as_json(phase.plan)

    @admin.display(description="state")
    def state_text(self, phase: Phase) -> SafeString:
        """What the coordinator remembers, as text."""
        return as_json(phase.state)

    @admin.display(description="budgets")
    def budgets_text(self, phase: Phase) -> SafeString:
        """The budgets as text."""
        return as_json(phase.budgets)

    @admin.display(description="usage")
    def usage_text(self, phase: Phase) -> SafeString:
        """What was used and is reserved, as text."""
        return as_json(phase.usage)
