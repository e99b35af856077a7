"""Acceptance test 10, and what a whole run promises: one run of the demo idea through every phase there is, shared by the tests below."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import jsonschema
import pytest
from django.db import connection

from ideamine import paths
from ideamine.lib import redis_client
from ledger.models import ReleaseDossier
from phases import dag
from phases.configuration import load_configuration
from phases.contracts.events import event_schema
from runs.models import Event, Phase, Run, Task
from runs.models.task import TASK_ENDED
from tests.acceptance.conftest import CANARY
from tests.support.shuffling import claim_in_order, shuffle_claims
from tests.support.site import sandboxes_of, standing_on

# on two idle cores a whole run takes about two minutes; beside other tests, several times as long
RUN_SECONDS = 800
pytestmark = [pytest.mark.slow, pytest.mark.timeout(RUN_SECONDS + 60), pytest.mark.usefixtures("rows")]
TOGETHER_SECONDS = 1.0


@pytest.fixture(scope="module")
def full(door):
    """The answer of `start_run "Build a todo app" --json`."""
    return door.run("Build a todo app", seconds=RUN_SECONDS)


@pytest.fixture
def run(full):
    """The row of that run."""
    return Run.objects.get(pk=full.last["run_id"])


def dossier_of(full):
    return json.loads(Path(full.last["dossier_json"]).read_text())


def test_it_ends_with_exit_code_0_and_a_line_that_says_where_everything_is(full, run):
    assert full.code == 0, (full.last, full.err)
    assert full.last["status"] == "completed" == run.status
    assert full.last["reasons"] == []
    assert Path(full.last["dossier"]).read_text().lstrip().lower().startswith("<!doctype html")
    graph = load_configuration().graph
    assert list(run.phases.order_by("position").values_list("name", "status")) == [(name, "completed") for name in dag.order(graph)]


def test_its_dossier_holds_without_database_and_network(full, door):
    alone = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(paths.PROJECT)}
    command = [sys.executable, "-m", "ledger.dossier.checking", full.last["dossier_json"]]
    done = subprocess.run(command, env=alone, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ReleaseDossier.objects.get(run_id=full.last["run_id"]).content_digest == dossier_of(full)["content_digest"]


def test_a_dossier_with_one_changed_figure_does_not_hold(full, tmp_path):
    dossier = dossier_of(full)
    dossier["gates"][0]["verdict"]["score"] = 99.0
    (tmp_path / "changed.json").write_text(json.dumps(dossier))
    command = [sys.executable, "-m", "ledger.dossier.checking", str(tmp_path / "changed.json")]
    done = subprocess.run(command, cwd=paths.PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "changed after it was signed" in done.stdout


@pytest.fixture(scope="module")
def shuffled(full, door, django_db_blocker):
    """The answer of the same command, once more, its tasks taken in another order."""
    with django_db_blocker.unblock(), standing_on(door.site):
        shuffle_claims("whole run")
    answer = door.run("Build a todo app", seconds=RUN_SECONDS)
    with django_db_blocker.unblock(), standing_on(door.site):
        claim_in_order()
    return answer


def test_a_second_whole_run_with_its_tasks_in_another_order_has_the_same_content_digest(full, shuffled):
    assert shuffled.code == 0, (shuffled.last, shuffled.err)
    orders = [
        list(
            Event.objects.filter(run_id=found.last["run_id"], event_type="task.started").order_by("number").values_list("payload__target", flat=True)
        )
        for found in (full, shuffled)
    ]
    assert orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1])
    assert dossier_of(shuffled)["content_digest"] == dossier_of(full)["content_digest"]


def test_its_ledger_verifies(full, door, run):
    answer = door.manage("verify_ledger", full.last["run_id"])
    assert answer.code == 0, answer.out
    assert f"{run.ledger_seq} entries hold" in answer.out


def test_its_events_are_numbered_without_gap_and_each_fits_its_schema(full, run):
    events = list(Event.objects.filter(run=run).order_by("number"))
    assert [event.number for event in events] == list(range(1, run.event_seq + 1))
    validators = {kind: jsonschema.Draft202012Validator(event_schema(kind)) for kind in {event.event_type for event in events}}
    for event in events:
        body = {
            "id": str(event.pk),
            "number": event.number,
            "type": event.event_type,
            "keys": {"run_id": str(run.pk), "phase": event.phase},
            "payload": event.payload,
            "trace_id": event.trace_id,
            "timestamp": event.timestamp.isoformat(),
        }
        validators[event.event_type].validate(body)
    assert [line["number"] for line in full.lines[:-1]] == [event.number for event in events], "what was shown is what happened"


def test_acceptance_1_every_phase_tells_its_milestones_in_order(run):
    milestones = ["phase.started", "phase.progress", "phase.ready", "phase.gate.passed", "phase.complete"]
    for phase in Phase.objects.filter(run=run):
        kinds = list(Event.objects.filter(run=run, phase=phase.name).order_by("number").values_list("event_type", flat=True))
        places = [kinds.index(kind) for kind in milestones]
        assert places == sorted(places) and kinds[0] == "phase.started" and kinds[-1] == "phase.complete", phase.name


def test_acceptance_10_security_and_story_loop_start_together_and_overlap(run):
    started = {event.phase: event.timestamp for event in Event.objects.filter(run=run, event_type="phase.started")}
    ended = {event.phase: event.timestamp for event in Event.objects.filter(run=run, event_type="phase.complete")}
    assert abs((started["security"] - started["story-loop"]).total_seconds()) < TOGETHER_SECONDS
    assert started["security"] >= ended["build"] and started["story-loop"] >= ended["build"]
    spans = {
        name: list(Task.objects.filter(run=run, phase__name=name, stage="dispatch").values_list("started_at", "completed_at"))
        for name in ("security", "story-loop")
    }
    together = [(a, b) for a in spans["security"] for b in spans["story-loop"] if max(a[0], b[0]) < min(a[1], b[1])]
    assert len(together) > 3, "their tasks run at the same time, not only their phases"


def test_the_sealed_tests_were_made_before_the_build_and_reached_the_guard_that_judges_alone(run):
    made = [ref for task in Task.objects.filter(run=run) for ref in task.input.get("inputs", ()) if ref["type"] == "SealedTests"]
    assert {(ref["phase"], ref["producer"]) for ref in made} == {("architecture", "SealedTestAgent")}
    readers = {
        (task.phase.name, task.target)
        for task in Task.objects.filter(run=run).select_related("phase")
        if any(ref["type"] == "SealedTests" for ref in task.input.get("inputs", ()))
    }
    assert readers == {("qa", "guard.sealedAcceptance"), ("release", "guard.sealedAcceptance")}


def test_no_other_phases_start_before_what_they_depend_on_is_complete(run):
    number = {(event.event_type, event.phase): event.number for event in Event.objects.filter(run=run, phase__isnull=False)}
    for phase in Phase.objects.filter(run=run):
        for dependency in phase.state["dependencies"]:
            assert number["phase.complete", dependency] < number["phase.started", phase.name]


def test_every_rubric_of_every_gate_was_measured_by_something_that_ran(full, run):
    gates = {gate["phase"]: gate for gate in dossier_of(full)["gates"]}
    for phase in Phase.objects.filter(run=run):
        planned = set(load_configuration().phases[phase.name]["rubrics"])
        entries = gates[phase.name]["rubrics"]
        assert {entry["rubric"] for entry in entries} == planned and planned
        for entry in entries:
            assert entry["outcome"] in ("met", "not_evaluable") and (entry["outcome"] == "met" or entry["optional"]), (phase.name, entry)
            for measurement in entry["measurements"]:
                producer = measurement["producer"]
                assert producer["tool"] and producer["version"] and producer["command"] and "exit_code" in producer, (phase.name, entry["rubric"])
                assert len(measurement["output_sha256"]) == 64
            assert entry["measurements"] or entry["outcome"] == "not_evaluable", (phase.name, entry["rubric"])


def test_the_product_starts_and_answers(full, tmp_path):
    database = str(tmp_path / "app.db")
    adding = [sys.executable, "-m", "app.accounts", "--database", database, "add", "ada", "--role", "user"]
    subprocess.run(adding, cwd=full.last["product"], input="a long enough word\n", text=True, check=True, timeout=60)
    command = [sys.executable, "-m", "app", "--host", "127.0.0.1", "--port", "0", "--database", database]
    process = subprocess.Popen(command, cwd=full.last["product"], stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        url = process.stdout.readline().strip().removeprefix("listening on ")
        with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
            assert (answer.status, json.load(answer)) == (200, {"status": "ok"})
        body = json.dumps({"name": "ada", "password": "a long enough word"}).encode()
        asked = urllib.request.Request(f"{url}/api/session", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            token = json.load(answer)["token"]
        asked = urllib.request.Request(f"{url}/api/todos", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.status == 200
    finally:
        process.kill()
        process.communicate()


def test_the_products_own_tests_pass(full):
    command = [sys.executable, "-m", "unittest", "discover", "-s", "tests", "-t", "."]
    done = subprocess.run(command, cwd=full.last["product"], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]


def test_no_secret_of_the_environment_appears_anywhere(full, door):
    needle = CANARY.encode()
    for file in door.site.var.rglob("*"):
        if file.is_file():
            assert needle not in file.read_bytes(), file
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{CANARY}%"])
            assert cursor.fetchone() == (0,), table
    client = redis_client.connection()
    for key in client.scan_iter("ideamine:*", _type="stream"):
        assert CANARY not in str(client.xrange(key)), key
    assert CANARY not in full.out + full.err


def test_nothing_of_it_is_left_running(full, door, run):
    assert not Task.objects.filter(run=run).exclude(status__in=TASK_ENDED).exists()
    assert run.running_tasks == 0
    assert not Task.objects.filter(run=run, lease_owner__isnull=False).exists()
    assert sandboxes_of(door.site) == {}
