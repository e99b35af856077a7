"""Reading drafts outside of the transaction: what counts as a source, and when nothing is read."""

import json
from dataclasses import replace

import jsonschema
import pytest

from ideamine.lib.storage import ArtifactStore
from phases.contracts.evidence import EVIDENCE_PACK_SCHEMA, GUARD_REPORT_SCHEMA
from phases.stages import clarify
from phases.stages.clarify import Reading
from qav.grounding import ground
from qav.sources import Sources
from tests.support.content import MODEL
from tests.unit.phases.test_inputs import stored


def put(store, id, content, *, phase="intake", type="DomainModel", **keys):
    location = store.put(json.dumps(content).encode()).location
    return replace(stored(id, phase, type=type, **keys), location=location)


@pytest.fixture
def store(tmp_path):
    return ArtifactStore(tmp_path)


def grounded(store, *artifacts, phase="ideation"):
    return clarify._ground({"text": "Build a todo app"}, phase, artifacts, store)


SAYS = {**MODEL, "summary": "A todo app", "rules": [], "qualities": [], "reports": [], "exports": []}


def test_it_knows_which_types_make_claims():
    assert clarify.has_claims("DomainModel") and not clarify.has_claims("GitBundle") and not clarify.has_claims("ToolReport")


def test_a_claim_may_lean_on_the_newest_artifact_of_an_earlier_phase(store):
    source = {"/summary": {"kind": "artifact", "type": "Glossary", "pointer": "/text", "quote": "todo app"}}
    draft = put(store, "d", {**SAYS, "sources": source}, phase="ideation")
    old, new = put(store, "o", {"text": "nothing"}, type="Glossary"), put(store, "n", {"text": "a todo app"}, type="Glossary")
    assert grounded(store, old, new, draft).grounding == 1
    assert grounded(store, new, old, draft).grounding == 0


def test_a_claim_may_lean_on_the_report_of_a_tool(store):
    source = {"/summary": {"kind": "tool", "report": "tool.count", "pointer": "/data/entities"}}
    draft = put(store, "d", {**SAYS, "summary": "It keeps 3 things", "sources": source}, phase="ideation")
    report = replace(put(store, "r", {"outcome": "ok", "data": {"entities": 3}}, type="ToolReport"), producer="tool.count")
    assert grounded(store, report, draft).grounding == 1
    assert grounded(store, replace(report, producer="tool.other"), draft).grounding == 0


def test_drafts_of_earlier_phases_are_not_judged_again(store):
    assert grounded(store, put(store, "d", SAYS, phase="intake")).grounding is None


def test_a_reading_gives_a_valid_report_and_summary():
    nothing = Reading(phase_id="p", attempt=1, result=ground((), Sources(idea={})))
    unreadable = Reading(phase_id="p", attempt=1, result=None, failure="gone")
    for reading in (nothing, unreadable):
        jsonschema.validate(reading.report, GUARD_REPORT_SCHEMA)
        jsonschema.validate(reading.summary, EVIDENCE_PACK_SCHEMA["properties"]["qav_summary"])
        assert reading.report["verdict"] == "not_evaluable" and reading.report["metrics"]["grounding"]["value"] is None
