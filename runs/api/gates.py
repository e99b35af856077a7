"""How the verdict of a gate is shown."""

from __future__ import annotations

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers


def _texts() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField())


def _rubric() -> serializers.Serializer:
    return inline_serializer(
        "RubricVerdict",
        {
            "rubric": serializers.CharField(),
            "value": serializers.JSONField(help_text="The limit: a number, true or false, or the lowest and highest count."),
            "hard": serializers.BooleanField(),
            "optional": serializers.BooleanField(),
            "outcome": serializers.ChoiceField(["met", "unmet", "not_evaluable"]),
            "measured": serializers.JSONField(allow_null=True),
            "reason": serializers.CharField(allow_blank=True),
            "guards": _texts(),
            "waived": serializers.BooleanField(),
        },
        many=True,
        required=False,
    )


def verdict(**options: bool) -> serializers.Serializer:
    """Return the field for a verdict as the coordinator stores it."""
    return inline_serializer(
        "GateVerdict",
        {
            # `pass` is no name in Python, hence a dict of fields
            "pass": serializers.BooleanField(),
            "score": serializers.FloatField(),
            "attempt": serializers.IntegerField(required=False),
            "reasons": _texts(),
            "required_actions": _texts(),
            "waived": _texts(),
            "not_evaluable": _texts(),
            "evidence_pack_id": serializers.UUIDField(required=False),
            "rubrics": _rubric(),
        },
        **options,
    )
