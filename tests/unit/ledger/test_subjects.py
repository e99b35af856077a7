"""The signing tool's report."""

import jsonschema
import pytest

from ledger import signing
from ledger.subjects import sign_subjects
from phases.schemas.registry import artifact_schema


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path):
    settings.SIGNING_KEY_FILE = str(tmp_path / "signing.pem")


def test_it_signs_one_statement_a_subject():
    report = sign_subjects({"subjects": [{"name": "SBOM.json", "sha256": "a" * 64}, {"name": "app", "sha256": "b" * 64}]})

    jsonschema.Draft202012Validator(artifact_schema("ToolReport")).validate(report)
    assert (report["tool"], report["outcome"], report["data"]["algorithm"]) == ("tool.signing.cosign", "ok", "ed25519")
    statements = [signing.verify_envelope(envelope) for envelope in report["data"]["envelopes"]]
    assert [s["subject"] for s in statements] == [
        [{"name": "SBOM.json", "digest": {"sha256": "a" * 64}}],
        [{"name": "app", "digest": {"sha256": "b" * 64}}],
    ]
    assert {e["signatures"][0]["keyid"] for e in report["data"]["envelopes"]} == {report["data"]["keyid"]}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "subjects must be a list"),
        ({"subjects": []}, "one entry at least"),
        ({"subjects": ["x"]}, "subjects/0"),
        ({"subjects": [{"name": "a", "sha256": "a" * 64}, {"name": "b", "sha256": "A" * 64}]}, "subjects/1"),
        ({"subjects": [{"name": "", "sha256": "a" * 64}]}, "name"),
    ],
)
def test_it_reports_an_error_and_signs_nothing_for_bad_arguments(args, message):
    report = sign_subjects(args)
    jsonschema.Draft202012Validator(artifact_schema("ToolReport")).validate(report)
    assert (report["outcome"], report["data"]) == ("error", {})
    assert message in report["error"]
