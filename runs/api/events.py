"""Events of a run by HTTP, in the order of their numbers: who was away goes on after the last number that they have."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import generics, serializers

from runs.api.paging import AfterNumber
from runs.api.scope import OfRun
from runs.models import Event


class EventSerializer(serializers.ModelSerializer):
    """An event as it is sent on the bus."""

    type = serializers.CharField(source="event_type", read_only=True)
    keys = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ("id", "number", "type", "keys", "payload", "trace_id", "timestamp")
        read_only_fields = fields

    def get_keys(self, event: Event) -> dict[str, Any]:
        """The run and the phase (null for the run's own) that it tells of."""
        return {"run_id": str(event.run_id), "phase": event.phase}


class EventList(OfRun, generics.ListAPIView):
    """The events of a run after a number."""

    serializer_class = EventSerializer
    pagination_class = AfterNumber
    number_field = "number"
    filter_backends = ()
    queryset = Event.objects.none()

    def get_queryset(self) -> QuerySet[Event]:
        """The events of the run."""
        return self.queryset if self.describes_itself else Event.objects.filter(run=self.run)
