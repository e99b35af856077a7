"""What is sealed reaches the guard that it names, and no author: not by its inputs, not by its id, not through a tool."""

import base64
import json

import pytest

from phases.sandbox.artifacts import Account, Item, Shelf
from phases.sandbox.errors import Refused
from tests.support.works import MemoryWork

CHECK = {"id": "ST-001", "title": "It lists", "case": "works", "requirement": "", "story": "US-001", "criterion": "", "rule": "",
         "steps": [{"as": "", "method": "GET", "path": "/api/todos", "expect": {"status": 200}}]}  # fmt: skip
CONTENT = json.dumps({"roles": ["user"], "checks": [CHECK], "rules": [], "stories": ["US-001"], "unchecked": []}).encode()
HEADING = {"type": "SealedTests", "name": "SealedTests.json", "media_type": "application/json"}


@pytest.fixture
def sealed(store):
    stored = store.put(CONTENT)
    return {**HEADING, "id": "sealed", "hash": stored.hash, "location": stored.location, "phase": "architecture", "producer": "SealedTestAgent"}


def shelf_of(store, reader, given=(), types=()):
    return Shelf(store, map(Item.given, given), task_id="t", phase="qa", producer=reader, allowed_types=frozenset(types), account=Account())


def test_an_author_that_asks_for_it_is_refused_even_when_its_task_lists_it(executor, sealed):
    work = MemoryWork("HostileAgent", params={"deed": "pry", "id": "sealed"}, inputs=[sealed], tools=["tool.test.measure"])
    outcome = executor.execute(work)

    assert outcome.result["listed"] == 0
    assert "was given to this task" in outcome.result["artifact.read"]
    assert "was given to this task" in outcome.result["tool.call"]
    assert len(outcome.provenance["refusals"]) == 2


def test_an_author_cannot_read_it_from_the_folder_of_artifacts_where_the_kernel_hides_that(executor, sealed, store):
    file = store.root / sealed["location"]
    assert file.read_bytes() == CONTENT
    outcome = executor.execute(MemoryWork("HostileAgent", params={"deed": "pry", "id": "sealed", "file": str(file)}, tools=["tool.test.measure"]))

    told = outcome.provenance["sandbox"]["folders"]
    assert outcome.result["file"] == "PermissionError" if told.endswith("hidden by landlock") else told.startswith("not hidden")


def test_the_guard_that_it_names_reads_it_and_other_guards_and_tools_do_not(store, sealed):
    answer = shelf_of(store, "guard.sealedAcceptance", [sealed]).serve_read({"id": "sealed", "offset": 0, "limit": 1 << 20})
    assert base64.b64decode(answer["data"]) == CONTENT
    for reader in ("guard.contradictionScan", "tool.qa.e2e", "SealedTestAgent"):
        with pytest.raises(Refused):
            shelf_of(store, reader, [sealed]).serve_read({"id": "sealed", "offset": 0, "limit": 1})


def test_its_author_makes_it_and_cannot_read_it_back(store):
    shelf = shelf_of(store, "SealedTestAgent", types=["SealedTests"])
    made = shelf.write("SealedTests", CONTENT, name="SealedTests.json")
    assert shelf.made == [made]
    with pytest.raises(Refused):
        shelf.serve_read({"id": made.id, "offset": 0, "limit": 1})
