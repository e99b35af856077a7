"""Admin page of assumptions: what drafts claim and nothing supports."""

from __future__ import annotations

from django.contrib import admin

from qav.models import Assumption
from runs.admin.readonly import ReadOnlyAdmin


@admin.register(Assumption)
class AssumptionAdmin(ReadOnlyAdmin):
    """Assumptions, newest first."""

    list_display = ("assumption", "phase", "artifact_type", "status", "run_id", "created_at")
    list_filter = ("status", "phase", "artifact_type")
    search_fields = ("assumption", "run__title", "run__id__startswith")
    ordering = ("-created_at",)
    fields = ("run_id", "phase", "attempt", "assumption", "rationale", "artifact_type", "pointer", "status", "created_at", "validated_at")
    readonly_fields = fields
