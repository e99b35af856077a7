"""The seal of a dossier: its digests and its signature. Pure but for the key; used by the compiler, the store and the checker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ideamine.lib.canonical import digest
from ledger import keys, signing

PREDICATE_TYPE = "urn:ideamine:dossier:v1"
SIGNATURE = "signature"


def body_digest(content: Mapping[str, Any]) -> str:
    """Return the sha256 over the canonical JSON of a dossier without its signature: what the signature binds."""
    return digest({name: part for name, part in content.items() if name != SIGNATURE})


def content_digest(content: Mapping[str, Any]) -> str:
    """Return the sha256 over what equal runs have in common: artifacts' content digests, code tree, verdicts, assumptions."""
    return digest(
        {
            "artifacts": sorted(
                [part["phase"], part["type"], part["name"], part["content_digest"]] for part in content["artifacts"] if part["content_digest"]
            ),
            "code": content["code"].get("tree"),
            "gates": [[gate["phase"], (gate["verdict"] or {}).get("pass"), (gate["verdict"] or {}).get("score")] for gate in content["gates"]],
            "assumptions": sorted([entry["phase"], entry["assumption"]] for entry in content["assumptions"]),
        }
    )


def seal(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dossier with its signature: a DSSE envelope whose in-toto statement names its digest, and our public key."""
    body = {name: part for name, part in content.items() if name != SIGNATURE}
    name = f"dossier of run {body['run']['id']}"
    predicate = {
        "run": body["run"]["id"],
        "content_digest": body["content_digest"],
        "ledger_length": body["ledger"]["length"],
        "ledger_head": body["ledger"]["head"],
    }
    envelope = signing.sign_statement([signing.subject(name, body_digest(body))], PREDICATE_TYPE, predicate)
    key = keys.public_key()
    return {**body, SIGNATURE: {"algorithm": keys.ALGORITHM, "keyid": key.keyid, "public_key": keys.pem_of(key), "envelope": envelope}}
