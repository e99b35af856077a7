"""Acceptance tests 1, 4, 6, 8 and 9 of the specification: short runs, entered by command, on a real platform."""

from __future__ import annotations

import shutil

import jsonschema
import pytest
import yaml
from django.conf import settings

from ideamine import paths
from ledger import artifacts
from ledger.models import Artifact, EvidencePack, LedgerEntry
from phases import services
from phases.contracts.events import event_schema
from phases.contracts.evidence import EVIDENCE_PACK_SCHEMA
from phases.schemas.registry import artifact_schema
from runs.models import Event, Phase, Run, Task
from tests.support.waiting import wait_until

FIXTURES = paths.PROJECT / "tests" / "fixtures"
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("rows")]


def phase_events(run_id, phase):
    return list(Event.objects.filter(run_id=run_id, phase=phase).order_by("number"))


def test_acceptance_1_a_phase_tells_its_events_in_order_and_by_their_schemas(door):
    run_id = door.run("Build a todo app", "--until", "intake").last["run_id"]

    told = phase_events(run_id, "intake")
    kinds = [event.event_type for event in told]
    milestones = ["phase.started", "phase.progress", "phase.ready", "phase.gate.passed", "phase.complete"]
    assert [kinds.index(kind) for kind in milestones] == sorted(kinds.index(kind) for kind in milestones)
    assert kinds[0] == "phase.started" and kinds[-1] == "phase.complete"
    assert [kinds.count(kind) for kind in ("phase.started", "phase.ready", "phase.gate.passed", "phase.complete")] == [1, 1, 1, 1]
    progress = [event.payload["pct"] for event in told if event.event_type == "phase.progress"]
    assert progress == sorted(progress) and progress[-1] < 100
    for event in Event.objects.filter(run_id=run_id):
        body = {
            "id": str(event.pk),
            "number": event.number,
            "type": event.event_type,
            "keys": {"run_id": run_id, "phase": event.phase},
            "payload": event.payload,
            "trace_id": event.trace_id,
            "timestamp": event.timestamp.isoformat(),
        }
        jsonschema.Draft202012Validator(event_schema(event.event_type)).validate(body)


def test_acceptance_4_contradictions_fail_the_gate_and_after_five_retries_the_run(door):
    answer = door.manage("start_run", "--file", str(FIXTURES / "contradicting.md"), "--until", "ideation", "--json")

    run_id = answer.last["run_id"]
    assert answer.code == 1 and answer.last["status"] == "failed"
    assert "intake: contradictions_max exceeded: 1 > 0" in answer.last["reasons"]
    failures = [event.payload for event in phase_events(run_id, "intake") if event.event_type == "phase.gate.failed"]
    assert [failure["retries_left"] for failure in failures] == [5, 4, 3, 2, 1, 0], "one attempt and at most five retries"
    assert all("contradictions_max exceeded: 1 > 0" in failure["reasons"] for failure in failures)
    assert Phase.objects.get(run_id=run_id, name="intake").status == "failed"
    assert not Task.objects.filter(run_id=run_id, phase__name="ideation").exists(), "behind a closed gate nothing starts"
    assert LedgerEntry.objects.filter(run_id=run_id, type="gate", data__pass=False).count() == 6
    dossier = door.manage("export_dossier", run_id, "--format", "json")
    assert "contradictions_max exceeded: 1 > 0" in dossier.out


def test_acceptance_4_a_rubric_that_cannot_be_met_is_a_reason_of_its_own(door, tmp_path):
    config = copied_config(tmp_path)
    change(config / "intake.yaml", lambda phase: phase["rubrics"].update(claims_found_min=100_000) or phase.update(retry={"gate_retries": 1}))

    answer = door.run("Build a todo app", "--until", "intake", "--config", str(config))

    assert answer.code == 1
    found = Artifact.objects.filter(run_id=answer.last["run_id"]).count()
    assert found > 0
    assert answer.last["reasons"][0].startswith("intake: claims_found_min not met: ") and answer.last["reasons"][0].endswith(" < 100000")
    assert answer.last["reasons"][1:] == ["intake: the gate failed 2 times"]


def test_acceptance_6_other_agents_in_the_yaml_run_at_the_next_start_and_a_run_under_way_keeps_its_plan(door, tmp_path):
    config = copied_config(tmp_path)
    old = door.detach("Build a todo app", "--until", "ideation", "--config", str(config))
    wait_until(lambda: Phase.objects.filter(run_id=old, name="intake", status="running").exists(), seconds=20, what="intake runs")
    services.pause_run(old, by="test")
    plan_hash = Run.objects.get(pk=old).plan_hash

    change(config / "ideation.yaml", lambda phase: phase["agents"].remove("CompetitiveAgent"))
    new = door.run("Build a todo app", "--until", "ideation", "--config", str(config))
    resumed = door.manage("resume_run", old, "--json")

    assert (new.code, resumed.code) == (0, 0), new.err + resumed.err
    before = ["StrategyAgent", "CompetitiveAgent", "TechStackAgent", "PersonaAgent"]
    assert ideation_agents(old) == before
    assert ideation_agents(new.last["run_id"]) == [agent for agent in before if agent != "CompetitiveAgent"]
    assert Run.objects.get(pk=old).plan_hash == plan_hash != Run.objects.get(pk=new.last["run_id"]).plan_hash
    made = Artifact.objects.filter(type="CompetitiveAnalysis")
    assert made.filter(run_id=old).exists() and not made.filter(run_id=new.last["run_id"]).exists()


def test_acceptance_8_demo_intake_makes_an_idea_spec_and_an_evidence_pack(door):
    answer = door.manage("start_run", "-", "--wait", "--until", "intake", stdin=(FIXTURES / "todo_app.md").read_bytes())

    assert answer.code == 0, answer.err
    run = Run.objects.get(pk=latest(door))
    spec = Artifact.objects.get(run=run, type="IdeaSpec")
    content = artifacts.content(spec)
    jsonschema.Draft202012Validator(artifact_schema("IdeaSpec")).validate(content)
    assert "todo" in content["title"].lower()
    pack = EvidencePack.objects.get(run=run, phase="intake")
    assert str(spec.pk) in pack.artifacts
    body = {
        "artifacts": pack.artifacts,
        "guard_reports": pack.guard_reports,
        "qav_summary": pack.qav_summary,
        "kmap_refs": pack.kmap_refs,
        "metrics": pack.metrics,
    }
    jsonschema.Draft202012Validator(EVIDENCE_PACK_SCHEMA).validate(body)
    assert pack.qav_summary["grounding_score"] >= 0.85


def test_acceptance_9_intake_and_ideation_complete_with_standard_input_closed(door):
    answer = door.manage("start_run", "--file", str(FIXTURES / "healthcare.yaml"), "--until", "ideation", "--json", stdin=None)

    assert answer.code == 0, answer.err
    assert answer.err == "", "nothing is asked"
    run = Run.objects.get(pk=answer.last["run_id"])
    assert list(run.phases.order_by("position").values_list("name", "status")) == [("intake", "completed"), ("ideation", "completed")]
    assert run.plan["policies"]["no_user_interactions"] is True
    assert not LedgerEntry.objects.filter(run=run, provenance__source="person").exists()
    assert {line["type"] for line in answer.lines[:-1]} <= set(Event.objects.filter(run=run).values_list("event_type", flat=True))


def copied_config(tmp_path):
    return shutil.copytree(settings.CONFIG_DIR, tmp_path / "config")


def change(path, edit):
    content = yaml.safe_load(path.read_text())
    edit(content)
    path.write_text(yaml.safe_dump(content, sort_keys=False))


def ideation_agents(run_id):
    return phase_events(run_id, "ideation")[0].payload["agents"]


def latest(door):
    return Run.objects.order_by("-created_at").values_list("pk", flat=True)[0]
