"""How the verdict of a gate is shown."""

from __future__ import annotations

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers


def _texts() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField())


class RubricVerdictSerializer(serializers.Serializer):
    """The verdict on one rubric. `value` is the limit: a number, true or false, or the lowest and highest count."""

    rubric = serializers.CharField()
    value = serializers.JSONField()
    hard = serializers.BooleanField()
    optional = serializers.BooleanField()
    outcome = serializers.ChoiceField(["met", "unmet", "not_evaluable"])
    measured = serializers.JSONField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    guards = _texts()
    waived = serializers.BooleanField()


# `pass` is no name in Python, hence a dict of fields
GateVerdictSerializer = type(
    inline_serializer(
        "GateVerdict",
        {
            "pass": serializers.BooleanField(),
            "score": serializers.FloatField(),
            "attempt": serializers.IntegerField(required=False),
            "reasons": _texts(),
            "required_actions": _texts(),
            "waived": _texts(),
            "not_evaluable": _texts(),
            "evidence_pack_id": serializers.UUIDField(required=False),
            "rubrics": RubricVerdictSerializer(many=True, required=False),
        },
    )
)
