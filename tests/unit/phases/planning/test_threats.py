from __future__ import annotations

from collections import Counter
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Given
from phases.sandboxed.planning.threats import STRIDE, security_design
from phases.sandboxed.rules import rules
from tests.unit.phases.planning.cast import CLINIC, LIBRARY


def _design(model: dict[str, Any]) -> dict[str, Any]:
    return security_design(DomainModel.from_json(model), Given(type="DomainModel", content=model))


def test_each_entity_faces_each_kind_of_threat_once():
    found = Counter((threat["entity"], threat["category"]) for threat in _design(CLINIC)["threats"])
    assert found == {(entity, category): 1 for entity in ("patient", "appointment") for category in STRIDE}


def test_the_severity_follows_the_most_private_field():
    by_entity = {threat["entity"]: threat["severity"] for threat in _design(CLINIC)["threats"]}
    assert by_entity == {"patient": "high", "appointment": "medium"}  # a diagnosis; only the patient's id
    assert {threat["severity"] for threat in _design(LIBRARY)["threats"]} == {"low"}


def test_every_mitigation_is_a_written_rule():
    for threat in _design(CLINIC)["threats"]:
        assert rules()[threat["mitigation"]["rule"]] == threat["mitigation"]["does"]


def test_without_private_fields_nothing_needs_handling():
    assert _design(LIBRARY)["privacy"] == []
