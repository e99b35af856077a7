"""Orchestrator and coordinator on the real database, their tasks done by a real worker in this process."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from datetime import timedelta

import jsonschema
import pytest

from ideamine.lib.canonical import digest
from ideamine.lib.clock import now
from ideamine.lib.storage import open_store
from ledger.models import EvidencePack, LedgerEntry, PhaseMetric, ReleaseDossier
from ledger.verification import verify
from phases import closing, coordinator, orchestrator, selectors, services, waivers
from phases.contracts.events import event_schema
from phases.stages.outcomes import StageOutcome
from phases.tasks import tick_reconciler
from qav.models import Assumption
from runs.contracts import ArtifactDraft, Outcome
from runs.engine import inline, timers
from runs.engine.worker import Worker
from runs.errors import TaskError
from runs.models import Event, Phase, Run, Task, Timer
from tests.support import configurations as config

PRODUCER = {"tool": "rule.x", "version": "1.0.0", "command": "rule x", "exit_code": 0, "duration_ms": 0}


@pytest.fixture(autouse=True)
def site(committed_db, settings, tmp_path):
    settings.ENGINE_INLINE = "tests"
    settings.ARTIFACT_STORAGE = str(tmp_path / "artifacts")
    settings.VAR = tmp_path
    before = dict(inline._functions)
    works(NoopAgent={"ok": True})
    yield
    inline._functions.clear()
    inline._functions.update(before)


def works(**targets):
    """Say what targets do: a result, or a function of the claimed work. `guard__x` stands for `guard.x`."""
    for name, does in targets.items():
        inline.register({name.replace("__", "."): does if callable(does) else (lambda work, result=does: Outcome(result=result))})


def report(guard="guard.x", findings=(), **metrics):
    entries = {name: {"value": value, "unit": "count", "producer": PRODUCER, "output_sha256": "a" * 64} for name, value in metrics.items()}
    return {"guard": guard, "version": "1.0.0", "verdict": "pass", "metrics": entries, "findings": list(findings)}


def fails(message="as told"):
    def does(work):
        raise TaskError(message, error_class="fatal")

    return does


def writes(type, content):
    """Work that stores one JSON artifact."""

    def does(work):
        from django.conf import settings

        data = json.dumps(content(work) if callable(content) else content, sort_keys=True).encode()
        stored = open_store(settings.ARTIFACT_STORAGE).put(data)
        draft = ArtifactDraft(
            id=str(uuid.uuid4()),
            type=type,
            schema_id=f"schema.artifact.{type.lower()}.v1",
            name=f"{type}.json",
            media_type="application/json",
            size=stored.size,
            hash=stored.hash,
            location=stored.location,
            provenance={"source": work.spec.target, "inputs": [ref["id"] for ref in work.spec.input["inputs"]]},
        )
        return Outcome(result={"sha256": hashlib.sha256(data).hexdigest()}, artifacts=(draft,))

    return does


def requested(tmp_path, *phases, agents=None, idea="Build a todo app", **options):
    return services.request_run(idea, config_dir=config.write(tmp_path / "config", phases, agents), **options).run


def work_until_idle():
    worker, done = Worker(1), 0
    while worker.work_once():
        done += 1
    return done


def finished(run):
    orchestrator.advance_run(run.pk)
    work_until_idle()
    run.refresh_from_db()
    return run


def told(run, prefix="", phase=None):
    rows = Event.objects.filter(run=run).order_by("number")
    return [row.event_type for row in rows if row.event_type.startswith(prefix) and (phase is None or row.phase == phase)]


def payloads(run, type):
    return [row.payload for row in Event.objects.filter(run=run, event_type=type).order_by("number")]


def decisions(run, name):
    return [entry.data for entry in LedgerEntry.objects.filter(run=run, type="decision").order_by("seq") if entry.data["decision"] == name]


# -- the way of a run ------------------------------------------------------------------------------------------------------------


def test_it_takes_a_run_through_its_phases_to_the_end(tmp_path):
    run = finished(requested(tmp_path, config.phase("intake"), config.phase("ideation", after=["intake"])))

    assert run.status == "completed" and run.completed_at is not None
    seen = [type for type in told(run, phase="intake") if type.startswith(("phase.", "gate."))]
    assert seen == ["phase.started", "phase.agent.complete", "phase.progress", "phase.ready", "gate.evaluated", "phase.gate.passed", "phase.complete"]
    assert told(run)[0] == "run.started" and told(run)[-1] == "run.complete"
    assert verify(run.pk).bad_seq is None


def test_event_numbers_have_no_gap_and_every_event_matches_its_schema(tmp_path):
    works(BadAgent=fails())
    run = finished(requested(tmp_path, config.phase("intake", agents=["NoopAgent", "BadAgent"], retry={"gate_retries": 1})))

    assert run.status == "failed"
    rows = list(Event.objects.filter(run=run).order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        event = {
            "id": str(row.pk),
            "number": row.number,
            "type": row.event_type,
            "keys": {"run_id": str(row.run_id), "phase": row.phase},
            "payload": row.payload,
            "trace_id": row.trace_id,
            "timestamp": row.timestamp.isoformat(),
        }
        jsonschema.Draft202012Validator(event_schema(row.event_type)).validate(event)


def test_independent_phases_start_in_the_same_step(tmp_path):
    phases = [
        config.phase("build"),
        config.phase("security", after=["build"]),
        config.phase("story-loop", after=["build"]),
        config.phase("qa", after=["security", "story-loop"]),
    ]
    run = finished(requested(tmp_path, *phases))

    starts = dict(Phase.objects.filter(run=run).values_list("name", "started_at"))
    assert starts["security"] == starts["story-loop"]
    order = told(run, "phase.")
    assert run.status == "completed" and order.count("phase.complete") == 4
    numbers = {(row.phase, row.event_type): row.number for row in Event.objects.filter(run=run)}
    assert numbers["qa", "phase.started"] > max(numbers["security", "phase.complete"], numbers["story-loop", "phase.complete"])


def test_until_ends_the_run_after_that_phase(tmp_path):
    run = finished(requested(tmp_path, config.phase("intake"), config.phase("ideation", after=["intake"]), until="intake"))
    assert run.status == "completed" and list(Phase.objects.filter(run=run).values_list("name", flat=True)) == ["intake"]


def test_a_run_keeps_the_plan_it_was_given_when_the_files_change(tmp_path):
    works(OtherAgent={"other": True})
    run = requested(tmp_path, config.phase("intake"))
    config.write(tmp_path / "config", [config.phase("intake", agents=["OtherAgent"])])
    finished(run)
    later = finished(services.request_run("Build a todo app", config_dir=tmp_path / "config").run)

    assert list(Task.objects.filter(run=run).values_list("target", flat=True)) == ["NoopAgent"]
    assert list(Task.objects.filter(run=later).values_list("target", flat=True)) == ["OtherAgent"]
    assert run.plan_hash != later.plan_hash


def test_a_damaged_plan_fails_the_run_before_anything_runs(tmp_path):
    run = requested(tmp_path, config.phase("intake"))
    phase = Phase.objects.get(run=run)
    Phase.objects.filter(pk=phase.pk).update(plan={**phase.plan, "timebox": "PT9H"})
    finished(run)
    assert run.status == "failed" and "does not match its hash" in run.attention and not Task.objects.exists()


def test_what_is_done_twice_changes_nothing(tmp_path):
    run = requested(tmp_path, config.phase("intake"), config.phase("ideation", after=["intake"]))
    for _ in range(3):
        orchestrator.advance_run(run.pk)
    phase = Phase.objects.get(run=run, name="intake")
    before = Event.objects.count()
    assert coordinator.advance(phase.pk) is StageOutcome.WAITING and coordinator.advance(phase.pk) is StageOutcome.WAITING
    assert Event.objects.count() == before and Task.objects.count() == 1
    work_until_idle()
    assert coordinator.advance(phase.pk) is StageOutcome.ENDED
    assert told(run, "run.") == ["run.started", "run.complete"] and EvidencePack.objects.count() == 2


def test_what_a_crash_swallowed_is_taken_up_by_the_reconciler(tmp_path, monkeypatch):
    run = requested(tmp_path, config.phase("intake"), config.phase("ideation", after=["intake"]))
    Run.objects.filter(pk=run.pk).update(created_at=now() - timedelta(minutes=1))
    tick_reconciler()
    run.refresh_from_db()
    assert run.status == "running"
    # the phase cannot be moved on with its task, and the worker dies after the commit, before it tries again
    around = selectors.runs_around
    monkeypatch.setattr(selectors, "runs_around", lambda phase_ids, only_due=True: 1 / 0 if only_due else around(phase_ids, only_due=False))
    monkeypatch.setattr(coordinator, "_advance_quietly", lambda phase_id: None)
    work_until_idle()
    assert Task.objects.get().status == "succeeded", "its result counts all the same"
    assert Phase.objects.get(run=run, name="intake").status == "running"
    tick_reconciler()
    assert Phase.objects.get(run=run, name="intake").status == "running", "nobody is taken up before five seconds are over"
    Phase.objects.update(updated_at=now() - timedelta(seconds=6))
    tick_reconciler()
    assert Phase.objects.get(run=run, name="intake").status == "completed"
    monkeypatch.undo()
    work_until_idle()
    run.refresh_from_db()
    assert run.status == "completed"


def test_a_run_that_is_over_gets_one_dossier(tmp_path):
    run = finished(requested(tmp_path, config.phase("intake")))
    assert closing.compile_dossier(run.pk) and not closing.compile_dossier(run.pk)
    assert ReleaseDossier.objects.get().run_id == run.pk
    unended = requested(tmp_path, config.phase("intake"))
    assert not closing.compile_dossier(unended.pk)


def test_the_reconciler_makes_a_dossier_that_was_forgotten(tmp_path):
    run = finished(requested(tmp_path, config.phase("intake")))
    Run.objects.filter(pk=run.pk).update(completed_at=now() - timedelta(seconds=10))
    tick_reconciler()
    assert ReleaseDossier.objects.filter(run=run).exists()


# -- fan-out and fan-in ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["sequential", "parallel", "partial", 1, 2, 3])
def test_every_mode_runs_every_agent_once(tmp_path, mode):
    works(AAgent={"a": 1}, BAgent={"b": 2}, CAgent={"c": 3})
    run = finished(requested(tmp_path, config.phase("intake", agents=["AAgent", "BAgent", "CAgent"], parallelism=mode)))
    assert run.status == "completed"
    assert sorted(Task.objects.values_list("target", "status")) == [(name, "succeeded") for name in ("AAgent", "BAgent", "CAgent")]


def test_a_number_lets_only_so_many_wait_for_workers(tmp_path):
    works(AAgent={}, BAgent={}, CAgent={})
    run = requested(tmp_path, config.phase("intake", agents=["AAgent", "BAgent", "CAgent"], parallelism=2))
    orchestrator.advance_run(run.pk)
    assert sorted(Task.objects.values_list("status", flat=True)) == ["pending", "ready", "ready"]
    Worker(1).work_once()
    assert Task.objects.filter(status="pending").count() == 0


def test_the_results_in_any_order_of_arrival_come_to_the_same(tmp_path):
    digests = set()
    for order in (["AAgent", "BAgent", "CAgent"], ["CAgent", "BAgent", "AAgent"]):
        works(AAgent={"k": 1, "l": [1]}, BAgent={"k": 2, "l": [2]}, CAgent={"l": [3]})
        run = requested(tmp_path, config.phase("intake", agents=["AAgent", "BAgent", "CAgent"]))
        orchestrator.advance_run(run.pk)
        for position, target in enumerate(order):
            Task.objects.filter(run=run, target=target).update(created_at=now() + timedelta(seconds=position))
        work_until_idle()
        digests.add(Phase.objects.get(run=run).state["draft"]["sha256"])
        assert decisions(run, "fan_in")[0]["conflicts"] == [{"pointer": "/k", "kept": 1, "dropped": 2, "by": "BAgent"}]
    assert digests == {digest({"k": 1, "l": [1, 2, 3]})}


def test_a_loop_goes_on_until_its_last_agent_says_done(tmp_path):
    works(CodeAgent={}, JudgeAgent=lambda work: Outcome(result={"done": work.spec.input["params"]["iteration"] == 3}))
    run = finished(
        requested(tmp_path, config.phase("story-loop", agents=["CodeAgent", "JudgeAgent"], parallelism="iterative", loop={"max_iterations": 9}))
    )
    assert run.status == "completed"
    assert list(Task.objects.order_by("shard", "position").values_list("target", "shard")) == [
        (name, shard) for shard in (1, 2, 3) for name in ("CodeAgent", "JudgeAgent")
    ]


def test_an_aggregator_sees_everything_and_gives_the_result(tmp_path):
    works(AAgent={"a": 1}, MergeAgent={"merged": True})
    run = finished(requested(tmp_path, config.phase("build", agents=["AAgent"], aggregation="custom", aggregator="MergeAgent")))
    assert run.status == "completed" and list(Task.objects.order_by("position").values_list("target", flat=True)) == ["AAgent", "MergeAgent"]
    assert Phase.objects.get().state["draft"]["sha256"] == digest({"merged": True})


def test_a_dead_agent_does_not_stop_the_others_and_the_gate_says_what_is_missing(tmp_path):
    works(BadAgent=fails("no ink"))
    run = finished(requested(tmp_path, config.phase("intake", agents=["BadAgent", "NoopAgent"], parallelism="sequential", retry={"gate_retries": 0})))
    assert Task.objects.get(target="NoopAgent").status == "succeeded"
    assert run.status == "failed" and run.attention.splitlines()[0] == "intake: completeness_min not met: 0.5 < 1"


# -- guards, gates, healing ------------------------------------------------------------------------------------------------------


def guarded(**keys):
    return config.phase("intake", guards=["guard.x"], rubrics={"contradictions_max": 0, "completeness_min": 1.0}, **keys)


def test_guards_are_run_after_the_agents_and_their_metrics_judge(tmp_path):
    works(guard__x=report(contradictions=0))
    run = finished(requested(tmp_path, guarded()))
    assert run.status == "completed" and Task.objects.get(type="tool").stage == "guard"
    pack = EvidencePack.objects.get()
    assert [entry["guard"] for entry in pack.guard_reports] == ["guard.x", "clarify.grounding", "coordinator.completeness"]
    assert PhaseMetric.objects.get().data["gate"]["pass"] is True


def test_a_failing_guard_blocks_the_gate_and_after_all_retries_the_run(tmp_path):
    works(guard__x=report(contradictions=5))
    run = finished(requested(tmp_path, guarded()))

    assert run.status == "failed" and "intake: contradictions_max exceeded: 5 > 0" in run.attention
    failed = payloads(run, "phase.gate.failed")
    # one attempt and five retries
    assert [entry["attempt"] for entry in failed] == [1, 2, 3, 4, 5, 6] and [entry["retries_left"] for entry in failed] == [5, 4, 3, 2, 1, 0]
    assert failed[0]["reasons"] == ["contradictions_max exceeded: 5 > 0"]
    assert failed[0]["required_actions"] == ["bring contradictions down to at most 0"]
    assert EvidencePack.objects.count() == 6 and LedgerEntry.objects.filter(run=run, type="gate").count() == 6
    assert [entry["attempt"] for entry in decisions(run, "heal")] == [2, 3, 4, 5, 6]
    assert told(run, "run.") == ["run.started", "run.failed"] and not Timer.objects.exists()


def test_a_retry_runs_only_the_agents_that_the_reason_names(tmp_path):
    works(GoodAgent={"good": 1}, BadAgent=lambda work: fails()(work) if work.attempt == 1 else Outcome(result={"late": 2}))
    run = finished(requested(tmp_path, config.phase("intake", agents=["GoodAgent", "BadAgent"])))
    assert run.status == "completed"
    assert sorted(Task.objects.values_list("target", "attempt", "status")) == [
        ("BadAgent", 1, "failed"),
        ("BadAgent", 2, "succeeded"),
        ("GoodAgent", 1, "succeeded"),
    ]
    assert Task.objects.get(target="BadAgent", attempt=2).input["params"]["heal"]["reasons"] == ["completeness_min not met: 0.5 < 1"]
    assert Phase.objects.get().state["draft"]["sha256"] == digest({"good": 1, "late": 2})


def test_a_guard_that_gives_no_report_is_measured_again(tmp_path):
    works(guard__x=lambda work: fails("cannot read")(work) if work.attempt == 1 else Outcome(result=report(contradictions=0)))
    run = finished(requested(tmp_path, guarded()))
    assert run.status == "completed"
    assert payloads(run, "phase.gate.failed")[0]["reasons"] == ["contradictions_max not evaluable: no report"]
    assert Task.objects.filter(target="NoopAgent").count() == 1, "no agent runs again because a guard failed"


def test_a_dead_guard_measures_once_more_within_the_attempt(tmp_path):
    works(guard__x=report(contradictions=0))
    run = requested(tmp_path, guarded())
    orchestrator.advance_run(run.pk)
    worker = Worker(1)
    worker.work_once()
    Task.objects.filter(target="guard.x").update(status="dead")
    coordinator.advance(Phase.objects.get().pk)
    assert Task.objects.get(target="guard.x", stage="heal").attempt == 1
    work_until_idle()
    run.refresh_from_db()
    assert run.status == "completed" and decisions(run, "heal")[0]["guards"] == ["guard.x"]


def test_a_forged_report_measures_nothing(tmp_path):
    works(guard__x=report(guard="guard.other", contradictions=0))
    run = finished(requested(tmp_path, guarded(retry={"gate_retries": 0})))
    assert "contradictions_max not evaluable: no report" in run.attention


def test_a_waiver_lifts_a_rubric_at_the_next_gate(tmp_path):
    works(guard__x=report(contradictions=5))
    run = requested(tmp_path, guarded(retry={"gate_retries": 0}))
    waiver = waivers.grant(
        run.pk,
        phase="intake",
        violation_type="contradictions_max",
        owner="Ada",
        expires_at=now() + timedelta(days=1),
        compensating_control="read by two people",
        by="ada",
    )
    finished(run)
    assert run.status == "completed" and payloads(run, "phase.gate.passed")[0]["waived"] == ["contradictions_max"]
    assert decisions(run, "waiver_granted")[0]["waiver_id"] == str(waiver.pk)


def test_a_waiver_of_another_phase_or_run_lifts_nothing(tmp_path):
    works(guard__x=report(contradictions=5))
    other = requested(tmp_path, guarded(retry={"gate_retries": 0}))
    run = requested(tmp_path, guarded(retry={"gate_retries": 0}))
    waivers.grant(
        other.pk,
        phase="intake",
        violation_type="contradictions_max",
        owner="Ada",
        expires_at=now() + timedelta(days=1),
        compensating_control="read by two people",
        by="ada",
    )
    orchestrator.advance_run(run.pk)
    work_until_idle()
    run.refresh_from_db()
    assert run.status == "failed"


def test_a_gate_can_be_judged_again_from_its_stored_pack(tmp_path):
    from phases import gate
    from phases.contracts.evidence import EVIDENCE_PACK_SCHEMA
    from phases.contracts.evidence import EvidencePack as Pack
    from phases.contracts.plans import Rubric

    works(guard__x=report(contradictions=1))
    finished(requested(tmp_path, guarded(retry={"gate_retries": 0})))
    row = EvidencePack.objects.get()
    stored = {name: getattr(row, name) for name in ("artifacts", "guard_reports", "qav_summary", "kmap_refs", "metrics")}
    jsonschema.Draft202012Validator(EVIDENCE_PACK_SCHEMA).validate(stored)
    assert gate.evaluate(Pack.from_json(stored), [Rubric(name="contradictions_max", value=1)], (), now()).pass_


# -- clarify ---------------------------------------------------------------------------------------------------------------------

MODEL = {
    "title": "Todo",
    "slug": "todo",
    "summary": "Build a todo app",
    "language": "en",
    "domain": "work",
    "actors": [],
    "entities": [],
    "actions": [],
    "quantities": [],
    "rules": [],
    "qualities": [{"id": "q1", "text": "It never rains"}],
    "reports": [],
    "exports": [],
}
QUOTED = {"/summary": {"kind": "idea", "pointer": "/text", "quote": "todo app"}}
GROUNDED = config.phase("intake", agents=["ModelAgent"], artifacts=["DomainModel"], rubrics={"grounding_min": 0.85, "completeness_min": 1.0})
MODEL_AGENT = [config.agent("ModelAgent", produces=["DomainModel"])]


def test_unsupported_claims_lower_grounding_and_become_assumptions(tmp_path):
    works(ModelAgent=writes("DomainModel", {**MODEL, "sources": QUOTED}))
    run = finished(requested(tmp_path, {**GROUNDED, "retry": {"gate_retries": 1}}, agents=MODEL_AGENT))

    assert run.status == "failed" and "grounding_min not met: 0.5 < 0.85" in run.attention
    assert list(Assumption.objects.order_by("attempt").values_list("assumption", "attempt", "status")) == [
        ("It never rains", 1, "superseded"),
        ("It never rains", 2, "active"),
    ]
    assert decisions(run, "heal")[0]["strategy"] == "ground_strictly" and decisions(run, "heal")[0]["agents"] == ["ModelAgent"]
    assert EvidencePack.objects.get(attempt=1).qav_summary["grounding_score"] == 0.5


def test_healing_of_grounding_lets_the_author_mend_its_claims(tmp_path):
    def content(work):
        healed = work.spec.input["params"].get("heal")
        return {**MODEL, "qualities": [], "reports": [], "exports": [] if healed else MODEL["qualities"], "sources": QUOTED}

    works(ModelAgent=writes("DomainModel", content))
    run = finished(requested(tmp_path, GROUNDED, agents=MODEL_AGENT))
    assert run.status == "completed" and Phase.objects.get().attempt == 2
    assert Assumption.objects.get().status == "superseded"
    assert len(EvidencePack.objects.get(attempt=2).artifacts) == 1


def test_a_phase_without_claims_has_no_grounding(tmp_path):
    run = finished(requested(tmp_path, config.phase("intake", rubrics={"grounding_min": 0.85}, retry={"gate_retries": 0})))
    assert "grounding_min not evaluable: no value was measured" in run.attention


def test_a_draft_that_cannot_be_read_is_not_evaluable(tmp_path, settings):
    def lost(work):
        outcome = writes("DomainModel", {**MODEL, "sources": QUOTED})(work)
        shutil.rmtree(settings.ARTIFACT_STORAGE)
        return outcome

    works(ModelAgent=lost)
    run = finished(requested(tmp_path, {**GROUNDED, "retry": {"gate_retries": 0}}, agents=MODEL_AGENT))
    assert "grounding_min not evaluable: no value was measured" in run.attention


def test_a_later_phase_reads_what_earlier_ones_made(tmp_path):
    works(ModelAgent=writes("DomainModel", {**MODEL, "qualities": [], "reports": [], "exports": [], "sources": QUOTED}))
    agents = [*MODEL_AGENT, config.agent("ReaderAgent", needs=["DomainModel"])]
    works(ReaderAgent={})
    run = finished(requested(tmp_path, GROUNDED, config.phase("ideation", after=["intake"], agents=["ReaderAgent"]), agents=agents))
    assert run.status == "completed"
    given = Task.objects.get(target="ReaderAgent").input
    assert [(ref["type"], ref["phase"], ref["producer"]) for ref in given["inputs"]] == [("DomainModel", "intake", "ModelAgent")]
    assert given["idea"] == {"text": "Build a todo app"} and given["limits"] == {"memory_mb": 2048, "cpus": 1}


# -- limits, and people ----------------------------------------------------------------------------------------------------------


def test_a_used_up_timebox_fails_the_phase_and_the_run(tmp_path):
    run = requested(tmp_path, config.phase("intake", timebox="PT1H"), config.phase("ideation", after=["intake"]))
    orchestrator.advance_run(run.pk)
    assert timers.fire_due(now()) == 0
    assert timers.fire_due(now() + timedelta(hours=1, seconds=1)) == 1
    run.refresh_from_db()
    assert run.status == "failed" and run.attention == "intake: the timebox PT1H is used up in stage dispatch, attempt 1"
    assert Task.objects.get().status == "cancelled" and Phase.objects.get(name="ideation").status == "cancelled"
    assert Phase.objects.get(name="intake").state["reasons"] and PhaseMetric.objects.get().data["status"] == "failed"


def test_an_exceeded_budget_fails_the_phase_and_names_it(tmp_path):
    def greedy(work):
        with work.reservation(tokens=5000):
            return Outcome(result={})

    works(GreedyAgent=greedy)
    run = finished(requested(tmp_path, config.phase("intake", agents=["GreedyAgent", "NoopAgent"], parallelism="sequential")))
    assert run.status == "failed" and "budget tokens of the phase exceeded: 0 + 5000 > 1000" in run.attention
    assert told(run, "budget.exceeded") and not Task.objects.filter(target="NoopAgent").exists()


def test_a_paused_run_starts_nothing_and_goes_on_when_resumed(tmp_path):
    run = requested(tmp_path, config.phase("intake"), config.phase("ideation", after=["intake"]))
    orchestrator.advance_run(run.pk)
    services.pause_run(run.pk, by="ada", reason="lunch")
    assert work_until_idle() == 0 and not Timer.objects.exists()
    services.resume_run(run.pk, by="ada")
    left = Timer.objects.get().fire_at - now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    work_until_idle()
    run.refresh_from_db()
    assert run.status == "completed" and told(run, "run.") == ["run.started", "run.paused", "run.resumed", "run.complete"]
    assert [entry["to"] for entry in decisions(run, "run_status")] == ["running", "paused", "running", "completed"]
    assert LedgerEntry.objects.filter(run=run, type="decision", provenance={"source": "person", "by": "ada"}).count() == 2


def test_a_task_that_ends_during_the_pause_moves_its_phase_after_it(tmp_path):
    run = requested(tmp_path, config.phase("intake"), config.phase("ideation", after=["intake"]))

    def pausing(work):
        services.pause_run(work.run_id, by="ada")
        return Outcome(result={})

    works(NoopAgent=pausing)
    finished(run)
    assert run.status == "paused" and Phase.objects.get(name="intake").status == "running"
    works(NoopAgent={})
    services.resume_run(run.pk, by="ada")
    from phases.tasks import advance_run

    advance_run(str(run.pk))
    work_until_idle()
    run.refresh_from_db()
    assert run.status == "completed"


def test_a_cancelled_run_leaves_nothing_open(tmp_path):
    run = requested(tmp_path, config.phase("intake"), config.phase("ideation", after=["intake"]))
    orchestrator.advance_run(run.pk)
    services.cancel_run(run.pk, by="ada", reason="changed my mind")
    assert work_until_idle() == 0
    run.refresh_from_db()
    assert run.status == "cancelled" and set(Phase.objects.values_list("status", flat=True)) == {"cancelled"}
    assert Task.objects.get().status == "cancelled" and not Timer.objects.exists()
    assert payloads(run, "run.cancelled") == [{"by": "ada", "reason": "changed my mind"}]


def test_a_pending_run_can_be_cancelled(tmp_path):
    run = requested(tmp_path, config.phase("intake"))
    services.cancel_run(run.pk, by="ada")
    assert orchestrator.advance_run(run.pk) == [] and Phase.objects.get().status == "cancelled"
