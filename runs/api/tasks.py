"""Tasks of a run by HTTP."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from rest_framework import generics, serializers

from runs.api.filters import Filters
from runs.api.scope import OfRun
from runs.models import Task, TaskStatus, TaskType


class TaskSerializer(serializers.ModelSerializer):
    """A task: what it is, how far it came, what went wrong and what it cost; neither its input nor its result."""

    phase = serializers.CharField(source="phase.name", read_only=True)

    class Meta:
        model = Task
        fields = (
            "id",
            "phase",
            "type",
            "target",
            "stage",
            "attempt",
            "shard",
            "position",
            "status",
            "retries",
            "crash_count",
            "progress",
            "error_class",
            "error",
            "parked_reason",
            "cost",
            "created_at",
            "started_at",
            "completed_at",
        )
        read_only_fields = fields


class TaskFilter(Filters):
    """Which tasks of the run."""

    phase = django_filters.CharFilter(field_name="phase__name", max_length=50)
    status = django_filters.MultipleChoiceFilter(choices=TaskStatus.choices)
    type = django_filters.ChoiceFilter(choices=TaskType.choices)
    target = django_filters.CharFilter(max_length=100)


class TaskList(OfRun, generics.ListAPIView):
    """The tasks of a run in the order of its phases."""

    serializer_class = TaskSerializer
    filterset_class = TaskFilter
    queryset = Task.objects.none()

    def get_queryset(self) -> QuerySet[Task]:
        """The tasks of the run."""
        if self.describes_itself:
            return self.queryset
        rows = (
            Task.objects.filter(run=self.run)
            .select_related("phase")
            .only(*(field for field in TaskSerializer.Meta.fields if field != "phase"), "phase__name")
        )
        return rows.order_by("phase__position", "attempt", "created_at", "shard", "position", "id")
