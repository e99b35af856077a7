"""Phases of a run by HTTP, with their plans, gates and evidence."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers

from ledger.models import EvidencePack
from phases.errors import PhaseNotFound
from runs.api.phases import PhaseSerializer
from runs.api.scope import OfRun
from runs.models import Phase


class EvidenceSerializer(serializers.ModelSerializer):
    """What a gate judged."""

    class Meta:
        model = EvidencePack
        fields = ("id", "attempt", "artifacts", "guard_reports", "qav_summary", "kmap_refs", "metrics", "created_at")
        read_only_fields = fields


class PhaseDetailSerializer(PhaseSerializer):
    """A phase with its plan and its last evidence pack."""

    evidence = serializers.SerializerMethodField()

    class Meta(PhaseSerializer.Meta):
        fields = (*PhaseSerializer.Meta.fields, "plan", "evidence")
        read_only_fields = fields

    @extend_schema_field(EvidenceSerializer(allow_null=True))
    def get_evidence(self, phase: Phase) -> dict[str, object] | None:
        """The evidence of the last verdict, null before the first."""
        pack = EvidencePack.objects.filter(run_id=phase.run_id, phase=phase.name).order_by("-attempt").first()
        return EvidenceSerializer(pack).data if pack is not None else None


class PhaseList(OfRun, generics.ListAPIView):
    """The phases of a run in order, with their gates."""

    serializer_class = PhaseSerializer
    pagination_class = None
    filter_backends = ()
    queryset = Phase.objects.none()

    def get_queryset(self) -> QuerySet[Phase]:
        """The phases of the run."""
        return self.queryset if self.describes_itself else Phase.objects.filter(run=self.run).defer("plan", "state").order_by("position")


class PhaseDetail(OfRun, generics.RetrieveAPIView):
    """One phase: its plan, its gate, its evidence pack."""

    serializer_class = PhaseDetailSerializer
    queryset = Phase.objects.none()

    def get_object(self) -> Phase:
        """The phase of the address. Raises PhaseNotFound."""
        phase = Phase.objects.filter(run=self.run, name=self.kwargs["name"]).first()
        if phase is None:
            raise PhaseNotFound(f"run {self.run.pk} has no phase {self.kwargs['name']!r}")
        return phase
