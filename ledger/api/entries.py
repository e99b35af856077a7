"""The ledger of a run by HTTP, in the order of its chain."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import generics, serializers

from ledger.models import LedgerEntry
from runs.api.paging import AfterNumber
from runs.api.scope import OfRun


class LedgerEntrySerializer(serializers.ModelSerializer):
    """An entry: `body` is the exact text that `hash` covers."""

    class Meta:
        model = LedgerEntry
        fields = ("seq", "type", "phase", "timestamp", "data", "provenance", "previous_hash", "hash", "body")
        read_only_fields = fields


class LedgerEntries(OfRun, generics.ListAPIView):
    """The entries of a run's ledger after a number."""

    serializer_class = LedgerEntrySerializer
    pagination_class = AfterNumber
    number_field = "seq"
    filter_backends = ()
    queryset = LedgerEntry.objects.none()

    def get_queryset(self) -> QuerySet[LedgerEntry]:
        """The entries of the run."""
        return self.queryset if self.describes_itself else LedgerEntry.objects.filter(run=self.run)
