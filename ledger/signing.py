"""Signatures: in-toto statements in DSSE envelopes, which stock tools (securesystemslib, in-toto, cosign) verify."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Mapping, Sequence
from typing import Any

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import Error as SigningError
from securesystemslib.signer import SSlibKey

from ideamine.lib.canonical import canonical_json
from ledger import keys
from ledger.errors import SignatureInvalid

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"


def subject(name: str, sha256: str) -> dict[str, Any]:
    """Return one subject of a statement."""
    return {"name": name, "digest": {"sha256": sha256}}


def sign_statement(subjects: Sequence[Mapping[str, Any]], predicate_type: str, predicate: Mapping[str, Any]) -> dict[str, Any]:
    """Return a DSSE envelope with an in-toto statement about `subjects` ({"name", "digest": {"sha256"}} each), signed with our key."""
    if not subjects:
        raise ValueError("a statement is about one subject at least")
    statement = {
        "_type": STATEMENT_TYPE,
        "subject": [dict(entry) for entry in subjects],
        "predicateType": predicate_type,
        "predicate": dict(predicate),
    }
    envelope = Envelope(canonical_json(statement), PAYLOAD_TYPE, {})
    envelope.sign(keys.signer())
    return envelope.to_dict()


def verify_envelope(envelope: Mapping[str, Any], *, trusted: Sequence[SSlibKey] | None = None) -> dict[str, Any]:
    """Return the statement of an envelope that one of the `trusted` keys (default: ours) signed. Raises SignatureInvalid."""
    try:
        parsed = Envelope.from_dict(copy.deepcopy(dict(envelope)))
        parsed.verify(list(trusted) if trusted is not None else [keys.public_key()], 1)
        statement = json.loads(parsed.payload)
    except (SigningError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SignatureInvalid(f"the envelope does not verify: {error}") from error
    if parsed.payload_type != PAYLOAD_TYPE or not isinstance(statement, dict) or statement.get("_type") != STATEMENT_TYPE:
        raise SignatureInvalid(f"the envelope holds no in-toto statement but {parsed.payload_type}")
    return statement


def statement_of(envelope: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an envelope says, unverified."""
    return json.loads(base64.b64decode(envelope["payload"]))
