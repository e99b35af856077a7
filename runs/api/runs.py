"""Runs by HTTP: the list, and one run with its phases."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import generics, serializers

from runs import budgets
from runs.api.filters import Filters
from runs.api.phases import PhaseSerializer
from runs.api.scope import OfRun
from runs.models import Phase, Run, RunStatus
from runs.selectors import runs_seen_by

SHORT = ("id", "title", "status", "attention", "source", "priority", "created_by", "created_at", "updated_at", "started_at", "completed_at")


class RunSerializer(serializers.ModelSerializer):
    """A run in a list."""

    class Meta:
        model = Run
        fields = SHORT
        read_only_fields = SHORT


class RunDetailSerializer(serializers.ModelSerializer):
    """A run with its idea, its use, the heads of its events and ledger, and its phases in order."""

    usage = serializers.SerializerMethodField()
    ledger = serializers.SerializerMethodField()
    phases = serializers.SerializerMethodField()
    events = serializers.IntegerField(source="event_seq", read_only=True)

    class Meta:
        model = Run
        fields = (*SHORT, "idea", "plan_hash", "budgets", "usage", "events", "ledger", "phases")
        read_only_fields = fields

    def get_usage(self, run: Run) -> dict[str, float]:
        """What was used so far, by resource."""
        return budgets.run_usage(run)

    @extend_schema_field(inline_serializer("LedgerHead", {"length": serializers.IntegerField(), "head": serializers.CharField(allow_blank=True)}))
    def get_ledger(self, run: Run) -> dict[str, object]:
        """How long the ledger is, and the hash of its last entry."""
        return {"length": run.ledger_seq, "head": run.ledger_head}

    @extend_schema_field(PhaseSerializer(many=True))
    def get_phases(self, run: Run) -> list[dict[str, object]]:
        """The phases in order."""
        return PhaseSerializer(Phase.objects.filter(run=run).defer("plan", "state").order_by("position"), many=True).data


class RunFilter(Filters):
    """Which runs: by status, by the time of their request, by words of their title or the beginning of their id."""

    status = django_filters.MultipleChoiceFilter(choices=RunStatus.choices)
    created_after = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")
    search = django_filters.CharFilter(method="found", max_length=200)

    def found(self, runs: QuerySet[Run], name: str, words: str) -> QuerySet[Run]:
        """Return the runs whose title contains the words, or whose id begins with them."""
        return runs.filter(Q(title__icontains=words) | Q(id__startswith=words.lower()))


class RunList(generics.ListAPIView):
    """The runs that you may see, newest first."""

    serializer_class = RunSerializer
    filterset_class = RunFilter
    queryset = Run.objects.none()

    def get_queryset(self) -> QuerySet[Run]:
        """The runs of the caller."""
        return runs_seen_by(self.request.user).order_by("-created_at", "id")


class RunDetail(OfRun, generics.RetrieveAPIView):
    """One run with its phases."""

    serializer_class = RunDetailSerializer
    queryset = Run.objects.none()

    def get_object(self) -> Run:
        """The run of the address."""
        return self.run
