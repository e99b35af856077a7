"""A small clean product for the security tests, and a bench with it in place. Every test plants its own defect."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from phases.sandboxed.reports import tool_report
from phases.sandboxed.repository import BUNDLE_MEDIA_TYPE, BUNDLE_TYPE, Repository
from tests.support.workbench import Workbench

DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Notes", "version": "1"},
    "paths": {
        "/healthz": {
            "get": {
                "operationId": "health",
                "responses": {
                    "200": {"description": "alive", "content": {"application/json": {"schema": {"type": "object", "required": ["status"]}}}}
                },
            }
        },
        "/api/notes": {
            "get": {
                "operationId": "listNotes",
                "responses": {
                    "200": {"description": "all", "content": {"application/json": {"schema": {"type": "array", "items": {"type": "string"}}}}}
                },
            }
        },
    },
}
SERVER = '''"""Serves notes."""

import argparse
import json
from pathlib import Path
from wsgiref.simple_server import make_server

DOCUMENT = (Path(__file__).parent.parent / "openapi.json").read_text()
HEADERS = [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
           ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")]


def answer(path):
    if path == "/healthz":
        return json.dumps({"status": "ok"})
    if path == "/openapi.json":
        return DOCUMENT
    return json.dumps(notes()) if path == "/api/notes" else None


def notes():
    return ["first"]


def application(environ, start):
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        start("405 Method Not Allowed", [*HEADERS, ("Allow", "GET, HEAD"), ("Content-Type", "application/json")])
        return [b"{}"]
    path = environ["PATH_INFO"]
    if path in ("/", "/notes"):
        start("200 OK", [*HEADERS, ("Content-Type", "text/html; charset=utf-8")])
        return [b"<!doctype html><title>Notes</title>"]
    body = answer(path)
    start("200 OK" if body else "404 Not Found", [*HEADERS, ("Content-Type", "application/json")])
    return [(body or "{}").encode()]


parser = argparse.ArgumentParser()
parser.add_argument("--host")
parser.add_argument("--port", type=int)
parser.add_argument("--database")
options = parser.parse_args()
server = make_server(options.host, options.port, application)
print(f"listening on http://{options.host}:{server.server_port}", flush=True)
server.serve_forever()
'''
WORKFLOW = """name: ci
on: [push]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: python -m unittest
"""
DOCKERFILE = """FROM python:3.12.8-slim-bookworm
COPY app /srv/app
WORKDIR /srv
USER 10001
HEALTHCHECK CMD ["python", "-c", "pass"]
CMD ["python", "-m", "app"]
"""
FILES: dict[str, str] = {
    "VERSION": "1.2.0\n",
    "README.md": "# Notes\n",
    "app/__init__.py": "",
    "app/__main__.py": SERVER,
    "openapi.json": json.dumps(DOCUMENT),
    "Dockerfile": DOCKERFILE,
    ".github/workflows/ci.yml": WORKFLOW,
}
MODEL: dict[str, Any] = {
    "title": "Clinic notes",
    "slug": "clinic-notes",
    "summary": "Doctors keep notes about patients.",
    "language": "en",
    "domain": "healthcare",
    "actors": [{"id": "doctor", "name": "Doctor", "description": "Writes notes."}],
    "entities": [
        {
            "id": "patient",
            "name": "Patient",
            "plural": "Patients",
            "description": "Somebody who is treated.",
            "attributes": [
                {"name": "full_name", "type": "text", "required": True},
                {"name": "email", "type": "text", "required": False},
                {"name": "diagnosis", "type": "text", "required": False},
            ],
        },
        {
            "id": "note",
            "name": "Note",
            "plural": "Notes",
            "description": "A note.",
            "attributes": [
                {"name": "body", "type": "text", "required": True},
                {"name": "page_count", "type": "integer", "required": False},
                {"name": "patient", "type": "reference", "required": True, "references": "patient"},
            ],
        },
    ],
    "actions": [{"id": "write_note", "actor": "doctor", "verb": "write", "entity": "note", "phrase": "Doctors write notes."}],
    "quantities": [],
    "rules": [],
    "qualities": [],
    "reports": [],
    "exports": [],
}


class Signer:
    """Signs as the worker does: an Ed25519 key that stays outside the sandbox, DSSE around an in-toto statement."""

    def __init__(self, *, leave_out: str = "") -> None:
        self.key = Ed25519PrivateKey.generate()
        self.leave_out = leave_out

    def __call__(self, args: Mapping[str, Any]) -> dict[str, Any]:
        entries = [{"subject": part["name"], "envelope": self._envelope(part)} for part in args["subjects"] if part["name"] != self.leave_out]
        pem = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        producer = {"tool": "cryptography", "version": "1", "command": "sign", "exit_code": 0, "duration_ms": 1, "output_sha256": "0" * 64}
        data = {"envelopes": entries, "keyid": "test-key", "algorithm": "ed25519", "public_key": pem}
        return tool_report("tool.signing.cosign", version="1.0.0", producers=[producer], data=data)

    def _envelope(self, part: Mapping[str, str]) -> dict[str, Any]:
        kind = "application/vnd.in-toto+json"
        payload = json.dumps(
            {
                "_type": "https://in-toto.io/Statement/v1",
                "subject": [{"name": part["name"], "digest": {"sha256": part["sha256"]}}],
                "predicateType": "https://ideamine.example/artifact",
                "predicate": {},
            }
        ).encode()
        message = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
        signature = base64.b64encode(self.key.sign(message)).decode()
        return {"payloadType": kind, "payload": base64.b64encode(payload).decode(), "signatures": [{"keyid": "test-key", "sig": signature}]}


def repository(folder: Path, files: Mapping[str, str]) -> Repository:
    """Return a new repository with one commit of these files."""
    folder.mkdir(parents=True)
    made = Repository(folder)
    made.git("init", "--quiet", "--initial-branch=main")
    made.write(files)
    made.commit("Begin")
    return made


def bench(
    folder: Path, changes: Mapping[str, str | None] | None = None, *, signer: Signer | None = None, product: Repository | None = None
) -> Workbench:
    """Return a bench with the domain model and the small product; `changes` replaces or (None) removes files."""
    files = {name: text for name, text in {**FILES, **(changes or {})}.items() if text is not None}
    made = Workbench(folder / "bench", "Doctors keep notes about patients.", host_tools={"tool.signing.cosign": signer or Signer()})
    made.folder.mkdir(parents=True, exist_ok=True)
    work = product or repository(folder / "product", files)
    made.store("DomainModel", json.dumps(MODEL).encode(), name="DomainModel.json", media_type="application/json", phase="intake", producer="test")
    made.store(BUNDLE_TYPE, work.bundle(), name="product.bundle", media_type=BUNDLE_MEDIA_TYPE, phase="build", producer="test")
    return made


def call(made: Workbench, tool: str) -> dict[str, Any]:
    """Run a tool as the worker does: its report is stored for the guards."""
    report = made.run(tool, phase="security")
    made.store("ToolReport", json.dumps(report).encode(), name=f"{tool}.json", media_type="application/json", phase="security", producer=tool)
    return report
