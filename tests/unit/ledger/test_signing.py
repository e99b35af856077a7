"""Envelopes that stock tools verify."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from google.protobuf import json_format
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope

from ledger import keys, signing
from ledger.errors import KeyUnusable, SignatureInvalid

HASH = "a" * 64


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path):
    settings.SIGNING_KEY_FILE = str(tmp_path / "keys" / "signing.pem")
    return tmp_path / "keys" / "signing.pem"


def envelope(**predicate):
    return signing.sign_statement([signing.subject("app.tar", HASH)], "urn:test:v1", predicate)


def test_the_key_is_made_once_and_kept_for_its_owner_alone(key_file):
    first = keys.public_key_pem()
    assert key_file.stat().st_mode & 0o777 == 0o600
    keys._load.cache_clear()
    assert keys.public_key_pem() == first
    assert list(key_file.parent.iterdir()) == [key_file]


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_it_says_what_to_do_about_a_broken_key(key_file, content):
    key_file.parent.mkdir()
    key_file.write_bytes(content)
    with pytest.raises(KeyUnusable, match="SIGNING_KEY_FILE"):
        keys.signer()


def test_it_returns_the_statement_that_it_signed():
    statement = signing.verify_envelope(envelope(score=1.5))
    assert statement == {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "app.tar", "digest": {"sha256": HASH}}],
        "predicateType": "urn:test:v1",
        "predicate": {"score": 1.5},
    }


def test_securesystemslib_and_in_toto_verify_it_with_the_exported_key():
    signed = json.loads(json.dumps(envelope(score=1)))
    parsed = Envelope.from_dict(json.loads(json.dumps(signed)))
    parsed.verify([keys.from_pem(keys.public_key_pem())], 1)
    statement = Statement.copy_from_pb(json_format.Parse(parsed.payload, statement_pb2.Statement()))
    statement.validate()
    assert statement.pb.subject[0].name == "app.tar"


def test_plain_ed25519_over_the_pre_authentication_encoding_verifies_it():
    signed = envelope()
    payload = base64.b64decode(signed["payload"])
    encoded = b"DSSEv1 %d %b %d %b" % (len(signed["payloadType"]), signed["payloadType"].encode(), len(payload), payload)
    load_pem_public_key(keys.public_key_pem().encode()).verify(base64.b64decode(signed["signatures"][0]["sig"]), encoded)


def test_equal_statements_have_equal_envelopes():
    assert envelope(a=1, b=2) == envelope(b=2, a=1)


def test_it_leaves_the_envelope_that_it_verifies_as_it_is():
    signed = envelope()
    before = json.dumps(signed)
    signing.verify_envelope(signed)
    assert json.dumps(signed) == before


@pytest.mark.parametrize(
    "forge",
    [
        lambda e: e | {"payload": base64.b64encode(base64.b64decode(e["payload"]).replace(b"app.tar", b"bad.tar")).decode()},
        lambda e: e | {"payloadType": "text/plain"},
        lambda e: e | {"signatures": []},
        lambda e: e | {"signatures": [{**e["signatures"][0], "keyid": "0" * 64}]},
        lambda e: {"payload": e["payload"]},
        lambda e: {},
    ],
)
def test_it_refuses_a_forged_envelope(forge):
    with pytest.raises(SignatureInvalid):
        signing.verify_envelope(forge(envelope()))


def test_it_refuses_the_signature_of_a_key_that_is_not_trusted(settings, tmp_path):
    signed = envelope()
    settings.SIGNING_KEY_FILE = str(tmp_path / "other.pem")
    with pytest.raises(SignatureInvalid):
        signing.verify_envelope(signed)


def test_a_statement_is_about_something():
    with pytest.raises(ValueError, match="one subject"):
        signing.sign_statement([], "urn:test:v1", {})
