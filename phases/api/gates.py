"""Verdicts of gates by HTTP: every one of a run, of every attempt, as the ledger holds them."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import generics, serializers

from ledger.models import EntryType, LedgerEntry
from runs.api.gates import GateVerdictSerializer
from runs.api.paging import AfterNumber
from runs.api.scope import OfRun


class GateEntrySerializer(serializers.ModelSerializer):
    """A verdict with its place in the ledger."""

    gate = GateVerdictSerializer(source="data")

    class Meta:
        model = LedgerEntry
        fields = ("seq", "phase", "timestamp", "hash", "gate")
        read_only_fields = fields


class GateList(OfRun, generics.ListAPIView):
    """The verdicts of a run's gates after a number of its ledger."""

    serializer_class = GateEntrySerializer
    pagination_class = AfterNumber
    number_field = "seq"
    filter_backends = ()
    queryset = LedgerEntry.objects.none()

    def get_queryset(self) -> QuerySet[LedgerEntry]:
        """The gate entries of the run."""
        return self.queryset if self.describes_itself else LedgerEntry.objects.filter(run=self.run, type=EntryType.GATE).defer("body")
