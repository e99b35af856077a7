"""The exported schemas: each in its file, equal to the code, closed."""

import json

import jsonschema
import pytest

from phases.contracts import export
from phases.contracts.events import PAYLOADS

CORE = {
    "schema.phase.context.v1",
    "schema.phase.taskspec.v1",
    "schema.phase.evidencepack.v1",
    "schema.run.plan.v1",
    "schema.phase.plan.v1",
    "schema.guard.report.v1",
}


def test_every_contract_has_a_schema():
    found = export.all_schemas()
    assert set(found) >= CORE | {f"schema.event.{type}.v1" for type in PAYLOADS} | {"schema.artifact.domainmodel.v2", "schema.artifact.toolreport.v1"}


@pytest.mark.parametrize("identity", sorted(export.all_schemas()))
def test_a_schema_is_one_and_says_its_dialect(identity):
    schema = export.all_schemas()[identity]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["type"] != "object" or schema["additionalProperties"] is False


def test_the_files_equal_the_code():
    for identity, schema in export.all_schemas().items():
        file = export.FOLDER / f"{identity}.json"
        assert file.is_file() and file.read_text(encoding="utf-8") == export.rendered(schema), f"{identity}: run manage.py export_schemas"


def test_every_exported_file_bears_its_schemas_name():
    for file in export.FOLDER.glob("*.json"):
        assert json.loads(file.read_text(encoding="utf-8"))["$id"] == file.stem


def test_it_writes_one_file_a_schema_and_keeps_older_versions(tmp_path):
    (tmp_path / "schema.phase.context.v0.json").write_text("{}")
    written = export.export_schemas(tmp_path)
    assert len(written) == len(export.all_schemas()) and (tmp_path / "schema.phase.context.v0.json").exists()
