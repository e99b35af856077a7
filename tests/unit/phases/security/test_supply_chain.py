"""Bill of materials and signatures: a file left out, a subject left unsigned and a forged signature are caught."""

from __future__ import annotations

import base64
import json

import pytest

from tests.unit.phases.security.small_product import FILES, Signer, call


def value(made, guard, name):
    return made.run(guard, phase="security")["metrics"][name]["value"]


def rewrite_sbom(made, change):
    content = made.content("SBOM")
    change(content["document"]["components"])
    made.store("SBOM", json.dumps(content).encode(), name="SBOM.json", media_type="application/json", phase="security", producer="test")


def test_every_file_is_listed_and_everything_is_signed(bench):
    made = bench()
    assert made.run("supply-chain-agent", phase="security")["signed"] == 3
    assert value(made, "guard.sbomCoverage", "sbom_coverage") == 1
    assert value(made, "guard.sbomCoverage", "sbom_schema_errors") == 0
    assert value(made, "guard.signatureCheck", "signatures") is True
    document = made.content("SBOM")["document"]
    assert document["specVersion"] == "1.6"
    assert {part["name"] for part in document["components"] if part["type"] == "file"} == set(FILES)


def test_equal_products_have_equal_bills(bench, tmp_path):
    from tests.unit.phases.security import small_product

    bills = [call(made, "tool.sbom.cyclonedx")["data"] for made in (bench(), small_product.bench(tmp_path / "again"))]
    assert bills[0] == bills[1]


def test_a_file_left_out_of_the_bill_lowers_its_coverage(bench):
    made = bench()
    made.run("supply-chain-agent", phase="security")
    rewrite_sbom(made, lambda parts: parts.remove(next(part for part in parts if part["name"] == "README.md")))
    assert value(made, "guard.sbomCoverage", "sbom_coverage") == pytest.approx(6 / 7)  # one of seven files


def test_a_file_under_another_hash_counts_as_not_listed(bench):
    made = bench()
    made.run("supply-chain-agent", phase="security")
    rewrite_sbom(made, lambda parts: next(part for part in parts if part["name"] == "VERSION")["hashes"][0].update(content="0" * 64))
    assert value(made, "guard.sbomCoverage", "sbom_coverage") < 1


def test_a_third_party_import_is_a_component(bench):
    made = bench({"app/fetch.py": "import requests\n"})
    made.run("supply-chain-agent", phase="security")
    assert "pkg:pypi/requests" in {part.get("purl") for part in made.content("SBOM")["document"]["components"]}


def test_without_a_bill_there_is_no_coverage(bench):
    assert value(bench(), "guard.sbomCoverage", "sbom_coverage") is None


def test_an_unsigned_subject_is_named_and_fails(bench):
    made = bench(signer=Signer(leave_out="sbom.cdx"))
    made.run("supply-chain-agent", phase="security")
    assert made.content("Signatures")["unsigned"] == ["sbom.cdx"]
    assert value(made, "guard.signatureCheck", "signatures") is False


def test_a_signature_over_other_bytes_fails(bench):
    class Forger(Signer):
        def _envelope(self, part):
            envelope = super()._envelope(part)
            envelope["signatures"][0]["sig"] = base64.b64encode(b"x" * 64).decode()
            return envelope

    made = bench(signer=Forger())
    made.run("supply-chain-agent", phase="security")
    assert value(made, "guard.signatureCheck", "signatures") is False


def test_a_signature_that_the_artifact_does_not_keep_fails(bench):
    made = bench()
    made.run("supply-chain-agent", phase="security")
    content = made.content("Signatures")
    content["envelopes"].pop()
    made.store("Signatures", json.dumps(content).encode(), name="Signatures.json", media_type="application/json", phase="security", producer="test")
    assert value(made, "guard.signatureCheck", "signatures") is False


def test_without_a_signer_there_is_no_verdict(bench):
    made = bench()
    made.host_tools.clear()
    assert made.run("supply-chain-agent", phase="security")["signed"] == 0
    assert len(made.content("Signatures")["unsigned"]) == 3
    assert value(made, "guard.signatureCheck", "signatures") is None
