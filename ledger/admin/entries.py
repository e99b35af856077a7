"""Admin page of the ledger."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from ledger.models import LedgerEntry
from runs.admin.readonly import ReadOnlyAdmin, as_json


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Entries of all runs, newest first; the database itself refuses to change them."""

    list_display = ("seq", "type", "phase", "run_id", "timestamp", "hash")
    list_filter = ("type", "phase")
    search_fields = ("run__title", "run__id__startswith")
    ordering = ("-timestamp", "-seq")
    fields = ("run_id", "seq", "type", "phase", "timestamp", "previous_hash", "hash", "data_text", "provenance_text")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        """The entries without their bodies; their pages fetch what they show."""
        return super().get_queryset(request).defer("body", "data", "provenance")

    @admin.display(description="data")
    def data_text(self, entry: LedgerEntry) -> SafeString:
        """The data as text."""
        return as_json(entry.data)

    @admin.display(description="provenance")
    def provenance_text(self, entry: LedgerEntry) -> SafeString:
        """The provenance as text."""
        return as_json(entry.provenance)
