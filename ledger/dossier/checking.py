"""Checks a dossier by itself: no database, no network, nothing of the installation that made it.

    python -m ledger.dossier.checking dossier.json [public-key.pem]

Without a key of your own the dossier is held to the key that it carries: it is whole and of one hand, but whose hand that is
you must learn elsewhere (compare the key id).
"""

from __future__ import annotations

import base64
import binascii
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ideamine.lib.canonical import sha256
from ledger import keys, signing
from ledger.dossier import sealing
from ledger.errors import SignatureInvalid

SECTIONS = ("product", "code", "security", "quality", "deployment")


def check(dossier: Mapping[str, Any], *, public_key: str | None = None) -> list[str]:
    """Return everything that is wrong with a dossier, in words; empty when it holds. `public_key` (PEM) is the one you trust."""
    problems: list[str] = []
    for name, step in (("signature", _signature), ("content digest", _content_digest), ("artifacts", _artifacts), ("ledger", _ledger)):
        try:
            problems += step(dossier, public_key) if step is _signature else step(dossier)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            problems.append(f"the {name} cannot be read: {type(error).__name__}: {error}")
    return problems


def _signature(dossier: Mapping[str, Any], public_key: str | None) -> Iterator[str]:
    signature = dossier["signature"]
    key = keys.from_pem(public_key or signature["public_key"])
    if key.keyid != signature["keyid"]:
        yield f"the dossier is signed with the key {signature['keyid']}, not with {key.keyid}"
    try:
        statement = signing.verify_envelope(signature["envelope"], trusted=[key])
    except SignatureInvalid as error:
        yield f"the signature does not hold: {error}"
        return
    if [entry["digest"]["sha256"] for entry in statement["subject"]] != [sealing.body_digest(dossier)]:
        yield "the signature is that of another content: the dossier was changed after it was signed"
    stated, ledger = statement["predicate"], dossier["ledger"]
    if (stated["run"], stated["ledger_length"], stated["ledger_head"]) != (dossier["run"]["id"], ledger["length"], ledger["head"]):
        yield "the signature names another run or another state of its ledger"


def _content_digest(dossier: Mapping[str, Any]) -> Iterator[str]:
    if sealing.content_digest(dossier) != dossier["content_digest"]:
        yield "the content digest is not that of the artifacts, code, gates and assumptions listed"


def _artifacts(dossier: Mapping[str, Any]) -> Iterator[str]:
    listed = {part["id"]: part for part in dossier["artifacts"]}
    stated = {body["data"]["artifact_id"] if "artifact_id" in body["data"] else body["data"]["id"]: body["data"]["hash"]
              for body in map(json.loads, dossier["ledger"]["bodies"].values()) if body["type"] == "artifact"}  # fmt: skip
    for part in listed.values():
        if stated.get(part["id"]) != part["sha256"]:
            yield f"the ledger does not hold {part['type']} {part['name']} ({part['id']}) with the hash {part['sha256']}"
    for section in SECTIONS:
        for part in dossier[section]["parts"]:
            if listed.get(part["id"], {}).get("sha256") != part["sha256"]:
                yield f"{section}: {part['type']} {part['name']} is not among the artifacts, or has another hash there"
            if part["content"] is not None and sha256(_bytes(part)) != part["sha256"]:
                yield f"{section}: the content of {part['type']} {part['name']} does not have the hash {part['sha256']}"


def _ledger(dossier: Mapping[str, Any]) -> Iterator[str]:
    ledger = dossier["ledger"]
    chain, bodies, previous = ledger["chain"], ledger["bodies"], ""
    for number, (seq, type, _phase, entry_hash) in enumerate(chain, start=1):
        if seq != number:
            yield f"ledger: entry {number} is missing; {seq} stands in its place"
            return
        body = bodies.get(str(seq))
        if body is not None:
            said = json.loads(body)
            if sha256(body.encode()) != entry_hash:
                yield f"ledger: the body of entry {seq} does not have its hash"
            elif (said["run"], said["seq"], said["type"], said["previous"]) != (dossier["run"]["id"], seq, type, previous):
                yield f"ledger: entry {seq} does not follow entry {seq - 1}"
        previous = entry_hash
    if (len(chain), previous) != (ledger["length"], ledger["head"]):
        yield f"ledger: the chain ends at {len(chain)} with {previous[:12]}, the dossier says {ledger['length']} with {ledger['head'][:12]}"


def _bytes(part: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(part["content"], validate=True) if part["encoding"] == "base64" else part["content"].encode()
    except binascii.Error as error:
        raise ValueError(f"{part['name']} is no base64") from error


def main(arguments: list[str]) -> int:
    """Check the dossier in a file; print what is wrong; return 0 when nothing is, 1 when something is, 2 for a wrong call."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python -m ledger.dossier.checking dossier.json [public-key.pem]", file=sys.stderr)
        return 2
    try:
        dossier = json.loads(Path(arguments[0]).read_bytes())
        key = Path(arguments[1]).read_text() if len(arguments) == 2 else None
    except (OSError, ValueError) as error:
        print(f"{arguments[0]} cannot be read: {error}", file=sys.stderr)
        return 2
    problems = check(dossier, public_key=key)
    for problem in problems:
        print(problem)
    if not problems:
        print(f"the dossier of run {dossier['run']['id']} holds; signed with the key {dossier['signature']['keyid']}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
