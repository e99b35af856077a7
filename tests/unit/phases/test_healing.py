"""Healing: which agents run again, by the reasons of the gate."""

from datetime import UTC, datetime

import pytest

from phases import gate, healing
from phases.contracts.evidence import EvidencePack
from phases.contracts.plans import Rubric
from tests.unit.phases.plans import a_plan, an_agent

WRITER, DRAWER, SCANNER = an_agent("Writer", produces=("Text",)), an_agent("Drawer", produces=("Picture",)), an_agent("Scanner", produces=("Scan",))
NOW = datetime(2026, 3, 1, tzinfo=UTC)
PRODUCER = {"tool": "rule.x", "version": "1.0.0", "command": "rule x", "exit_code": 0, "duration_ms": 0}


def report(metric, value, findings=()):
    entry = {"value": value, "unit": "count", "producer": PRODUCER, "output_sha256": "a" * 64}
    return {"guard": "guard.x", "version": "1.0.0", "verdict": "fail", "metrics": {metric: entry}, "findings": list(findings)}


def healed(rubric, limit, value, *, findings=(), plan=None, **known):
    plan = plan or a_plan(WRITER, DRAWER, SCANNER)
    reports = [report(rubric.rpartition("_")[0], value, findings)] if value is not None else []
    result = gate.evaluate(EvidencePack(artifacts=(), guard_reports=tuple(reports)), [Rubric.from_json(rubric, limit)], (), NOW)
    evidence = healing.Evidence(findings={"guard.x": list(findings)}, **{key: frozenset(value) for key, value in known.items()})
    return healing.plan_healing(plan, result, evidence)


def test_grounding_runs_the_authors_of_unsupported_claims_again_strictly():
    plan = healed("grounding_min", 0.85, 0.5, unsupported_types={"Picture"})
    assert (plan.strategy, plan.agents, plan.strict) == ("ground_strictly", ("Drawer",), True)
    assert plan.reasons == ("grounding_min not met: 0.5 < 0.85",)


def test_a_missing_artifact_runs_the_agent_that_makes_it():
    plan = healed("completeness_min", 1.0, 0.5, missing_types={"Text"})
    assert (plan.strategy, plan.agents, plan.strict) == ("run_missing", ("Writer",), False)


@pytest.mark.parametrize(
    "metric",
    [
        "high_cves",
        "secrets",
        "critical_sast",
        "iac_violations",
        "container_violations",
        "attacks_succeeded",
        "security_headers_missing",
        "dast_failures",
    ],
)
def test_security_findings_are_fixed_and_scanned_again(metric):
    assert healed(f"{metric}_max", 0, 2).strategy == "fix_and_rescan"


def test_security_findings_concern_whom_they_name():
    assert healed("high_cves_max", 0, 2, findings=[{"severity": "high", "message": "x", "artifact": "Scan"}]).agents == ("Scanner",)


@pytest.mark.parametrize("rubric", ["usecase_coverage_min", "test_coverage_min"])
def test_coverage_runs_the_missing_agents(rubric):
    assert healed(rubric, 0.9, 0.2, missing_types={"Text"}).agents == ("Writer",)


def test_findings_name_the_agents():
    plan = healed("contradictions_max", 0, 1, findings=[{"severity": "high", "message": "x", "artifact": "Picture"}])
    assert (plan.strategy, plan.agents) == ("fix_findings", ("Drawer",))


def test_findings_without_a_name_concern_everybody():
    assert healed("contradictions_max", 0, 1, findings=[{"severity": "high", "message": "x"}]).agents == ("Writer", "Drawer", "Scanner")


def test_what_was_not_measured_is_measured_again_without_any_agent():
    plan = healed("contradictions_max", 0, None)
    assert (plan.strategy, plan.agents) == ("measure_again", ())


def test_a_failed_agent_runs_again_in_any_case():
    assert healed("grounding_min", 0.85, 0.5, unsupported_types={"Text"}, failed_agents={"Scanner"}).agents == ("Writer", "Scanner")


def test_an_aggregator_runs_again_after_its_agents():
    plan = a_plan(WRITER, DRAWER, aggregator=an_agent("Merger", produces=("Book",)))
    assert healed("completeness_min", 1.0, 0.5, plan=plan, missing_types={"Text"}).agents == ("Writer", "Merger")
    assert healed("completeness_min", 1.0, 0.5, plan=plan, missing_types={"Book"}).agents == ("Merger",)


@pytest.mark.parametrize(
    ("parallelism", "agents"),
    [
        ("partial", ("Writer", "Editor", "Printer")),
        ("sequential", ("Writer", "Editor", "Printer")),
        ("parallel", ("Writer",)),
        (2, ("Writer", "Editor", "Printer")),
    ],
)
def test_agents_that_read_what_is_made_again_run_again_too(parallelism, agents):
    chain = [WRITER, an_agent("Editor", needs=("Text",), produces=("Proof",)), an_agent("Printer", needs=("Proof",)), DRAWER]
    plan = a_plan(*chain, parallelism=parallelism)
    assert healed("completeness_min", 1.0, 0.5, plan=plan, missing_types={"Text"}).agents == agents


def test_a_loop_begins_anew():
    plan = a_plan(WRITER, DRAWER, parallelism="iterative", loop={"max_iterations": 3})
    assert healed("completeness_min", 1.0, 0.5, plan=plan, missing_types={"Picture"}).agents == ("Writer", "Drawer")


def test_a_dead_guard_measures_once_more():
    assert healing.remeasure([("guard.a", "dead"), ("guard.b", "failed"), ("guard.c", "succeeded")], []) == ["guard.a"]
    assert healing.remeasure([("guard.a", "dead")], ["guard.a"]) == []


def hopeless(entry, findings):
    reports = [report("clashes", 1, findings)]
    result = gate.evaluate(EvidencePack(artifacts=(), guard_reports=tuple(reports)), [Rubric.from_json("clashes_max", entry)], (), NOW)
    return healing.beyond_healing(result, healing.Evidence(findings={"guard.x": findings}))


def test_a_final_finding_under_an_unmet_hard_rubric_is_beyond_healing():
    final = {"severity": "critical", "message": "killed: x", "final": True}
    assert hopeless({"value": 0, "hard": True}, [final, {"severity": "high", "message": "y"}]) == ("killed: x",)


def test_nothing_is_beyond_healing_while_the_rubric_is_met_or_may_be_waived():
    final = {"severity": "critical", "message": "killed: x", "final": True}
    assert hopeless({"value": 1, "hard": True}, [final]) == () and hopeless(0, [final]) == ()
