"""guard.claimMiner, guard.sourceTagger, guard.citationCheck and guard.speculativeLabeler over one glossary with good and bad sources."""

from __future__ import annotations

import json

import pytest

from tests.evaluation.models import LIBRARY, entity
from tests.support.workbench import Workbench

DEFINITION = "Todo: a task to be done."
RULE = {"kind": "rule", "id": "lexicon.tasks.todo", "quote": "A todo is a task"}


def bench_with(tmp_path, sources, *, definition=DEFINITION):
    bench = Workbench(tmp_path, "Build a todo app")
    content = {"terms": [{"term": "Todo", "kind": "thing", "definition": definition}], "sources": sources}
    bench.store("Glossary", json.dumps(content).encode(), name="Glossary.json", media_type="application/json", phase="intake", producer="x")
    return bench


def value(bench, guard, metric):
    return bench.run(guard, phase="intake")["metrics"][metric]["value"]


def test_it_counts_the_claims_that_lead_to_a_text(tmp_path):
    bench = bench_with(tmp_path, {"/terms/0/definition": RULE, "/terms/7/definition": RULE})
    assert value(bench, "guard.claimMiner", "claims_found") == 1
    assert value(bench, "guard.sourceTagger", "sources_tagged") == 0.5


def test_an_artifact_of_another_phase_is_not_counted(tmp_path):
    bench = bench_with(tmp_path, {"/terms/0/definition": RULE})
    assert bench.run("guard.claimMiner", phase="prd")["metrics"]["claims_found"]["value"] is None


@pytest.mark.parametrize("guard", ["guard.claimMiner", "guard.sourceTagger", "guard.citationCheck", "guard.speculativeLabeler"])
def test_without_artifacts_nothing_is_evaluable(tmp_path, guard):
    assert Workbench(tmp_path, "Build a todo app").run(guard, phase="intake")["verdict"] == "not_evaluable"


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        (RULE, True),
        ({"kind": "idea", "pointer": "/text", "quote": "todo"}, True),
        ({"kind": "assumption", "rationale": "Nobody said so."}, True),
        ({"kind": "idea", "pointer": "/text", "quote": "hospital"}, False),
        ({"kind": "idea", "pointer": "/title", "quote": "todo"}, False),
        ({"kind": "rule", "id": "lexicon.tasks.none", "quote": "todo"}, False),
        ({"kind": "rule", "id": "lexicon.tasks.todo", "quote": "A todo is a hospital"}, False),
        ({"kind": "artifact", "type": "PRD", "pointer": "/title", "quote": "todo"}, False),
        ({"kind": "tool", "report": "tool.intake.normalizer", "pointer": "/data"}, False),
    ],
)
def test_a_citation_must_lead_to_the_words_it_quotes(tmp_path, source, holds):
    assert value(bench_with(tmp_path, {"/terms/0/definition": source}), "guard.citationCheck", "citations") is holds


@pytest.mark.parametrize(
    ("definition", "source", "unlabelled"),
    [
        ("A todo will probably be done.", RULE, 1),
        ("A todo will probably be done.", {"kind": "assumption", "rationale": "A guess."}, 0),
        ("A todo will be done.", {"kind": "idea", "pointer": "/text", "quote": "will be done"}, 0),
        (DEFINITION, RULE, 0),
    ],
)
def test_a_guess_must_say_so(tmp_path, definition, source, unlabelled):
    bench = bench_with(tmp_path, {"/terms/0/definition": source}, definition=definition)
    assert value(bench, "guard.speculativeLabeler", "unlabelled_speculation") == unlabelled


@pytest.mark.parametrize(
    ("attribute", "definition", "unlabelled"),
    [
        ("forecast", "The forecast is a number.", 0),
        ("forecast", "The forecast is probably a number.", 1),
        ("will_expire", "It will be a number.", 1),
    ],
)
def test_a_word_that_the_model_names_something_with_is_no_guess(tmp_path, attribute, definition, unlabelled):
    bench = bench_with(tmp_path, {"/terms/0/definition": RULE}, definition=definition)
    attributes = [{"name": attribute, "type": "number", "required": True}]
    model = {**LIBRARY, "rules": [], "entities": [entity("observation", "Observations", *attributes)], "reports": [], "exports": []}
    bench.store("DomainModel", json.dumps(model).encode(), name="DomainModel.json", media_type="application/json", phase="critique", producer="x")
    assert value(bench, "guard.speculativeLabeler", "unlabelled_speculation") == unlabelled
