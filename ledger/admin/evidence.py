"""Admin page of evidence packs: what the gates judged."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from ledger.models import Artifact, EvidencePack
from runs.admin.readonly import ReadOnlyAdmin, as_json


@admin.register(EvidencePack)
class EvidencePackAdmin(ReadOnlyAdmin):
    """Evidence packs, newest first."""

    list_display = ("phase", "attempt", "run_id", "created_at")
    list_filter = ("phase",)
    search_fields = ("run__title", "run__id__startswith")
    ordering = ("-created_at",)
    fields = ("run_id", "phase", "attempt", "created_at", "reports", "artifact_links", "summary")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[EvidencePack]:
        """The packs without what is in them; their pages fetch it."""
        return super().get_queryset(request).only("id", "run_id", "phase", "attempt", "created_at")

    @admin.display(description="guard reports")
    def reports(self, pack: EvidencePack) -> SafeString | str:
        """What each guard measured, with its producers."""
        return render_to_string("admin/evidence.html", {"reports": pack.guard_reports})

    @admin.display(description="artifacts")
    def artifact_links(self, pack: EvidencePack) -> SafeString:
        """Links to the accepted artifacts."""
        rows = Artifact.objects.filter(pk__in=pack.artifacts).order_by("type", "name").values_list("pk", "type", "name")
        return format_html_join(
            "", '<a href="{}">{} {}</a><br>', ((reverse("admin:ledger_artifact_change", args=[pk]), *named) for pk, *named in rows)
        )

    @admin.display(description="clarification and figures")
    def summary(self, pack: EvidencePack) -> SafeString:
        """The clarification and the figures, as text."""
        return as_json({"clarification": pack.qav_summary, "figures": pack.metrics, "knowledge": pack.kmap_refs})
