"""The description's refusals."""

from ideamine.api.schema import allow_null_in_any_value, describe_refusals


def test_any_value_or_null_is_any_value():
    node = {"properties": {"a": {"oneOf": [{}, {"type": "null"}], "readOnly": True}, "b": {"oneOf": [{"type": "string"}, {"type": "null"}]}}}
    assert allow_null_in_any_value(node)["properties"] == {"a": {"readOnly": True}, "b": {"oneOf": [{"type": "string"}, {"type": "null"}]}}


def test_every_operation_refuses_in_the_one_shape():
    described = describe_refusals({"components": {}, "paths": {"/a": {"get": {"responses": {"200": {}}}}, "/b/{id}": {"post": {"responses": {}}}}})
    assert sorted(described["paths"]["/a"]["get"]["responses"]) == ["200", "400", "401", "403", "406"]
    assert {"404", "409", "413", "415"} <= set(described["paths"]["/b/{id}"]["post"]["responses"])
    assert described["components"]["schemas"]["Error"]["required"] == ["code", "message"]
