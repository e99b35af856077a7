"""How a phase of a run is shown in short: its state and its gate."""

from __future__ import annotations

from rest_framework import serializers

from runs.api.gates import GateVerdictSerializer
from runs.models import Phase


class PhaseSerializer(serializers.ModelSerializer):
    """A phase without its plan."""

    gate = GateVerdictSerializer(allow_null=True)

    class Meta:
        model = Phase
        fields = ("name", "position", "status", "stage", "attempt", "started_at", "completed_at", "budgets", "usage", "plan_hash", "gate")
        read_only_fields = fields
