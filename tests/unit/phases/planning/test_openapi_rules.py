from __future__ import annotations

import copy
from typing import Any

import pytest

from phases.sandboxed.planning.openapi_rules import broken_rules
from phases.sandboxed.product.contract import openapi_document
from tests.unit.phases.planning.cast import CLINIC


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(openapi_document(CLINIC))


def test_the_contract_of_the_product_breaks_no_rule(document: dict[str, Any]):
    assert broken_rules(document) == []


def test_a_reference_that_leads_nowhere_is_named_by_its_place(document: dict[str, Any]):
    document["paths"]["/api/patients"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"] = "#/components/schemas/Ghost"
    assert [message for _, message in broken_rules(document)] == ["$ref '#/components/schemas/Ghost' leads nowhere"]


def test_a_reference_out_of_the_document_is_refused(document: dict[str, Any]):
    document["components"]["schemas"]["Other"] = {"$ref": "https://example.org/schema.json"}
    assert any("leads out of the document" in message for _, message in broken_rules(document))


def test_two_operations_of_one_name_are_found(document: dict[str, Any]):
    document["paths"]["/api/patients"]["get"]["operationId"] = document["paths"]["/api/appointments"]["get"]["operationId"]
    assert any("stands at" in message for _, message in broken_rules(document))


def test_a_path_parameter_must_be_declared_and_required(document: dict[str, Any]):
    document["paths"]["/api/patients/{id}"]["parameters"] = []
    assert any("'id' is not declared" in message for _, message in broken_rules(document))


def test_an_operation_without_success_or_without_a_clients_error_is_found(document: dict[str, Any]):
    document["paths"]["/api/patients"]["get"]["responses"] = {"500": {"description": "broken"}}
    found = [message for _, message in broken_rules(document)]
    assert found == ["no response tells of a client's error", "no response tells of success"]


def test_a_required_property_must_be_described(document: dict[str, Any]):
    document["components"]["schemas"]["Patient"]["required"].append("shoe_size")
    assert broken_rules(document) == [("/components/schemas/Patient", "required but not described: shoe_size")]


def test_a_tag_must_be_declared(document: dict[str, Any]):
    document["tags"] = document["tags"][1:]
    assert any("is not declared" in message for _, message in broken_rules(document))
