"""security-fix-agent: does nothing until a gate has failed; then it repairs, and what it cannot repair keeps its reason in the guard's report."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from phases import gate, healing
from phases.contracts.evidence import EvidencePack
from phases.sandboxed.agents.security_fix import ROUNDS
from phases.sandboxed.repository import BUNDLE_TYPE
from tests.evaluation.judging import plan_of
from tests.unit.phases.security.small_product import DOCKERFILE, SERVER

AGENT = "security-fix-agent"
HEAL = {"heal": {"strategy": "fix_and_rescan", "reasons": ["iac_violations_max exceeded: 1 > 0", "critical_sast_max exceeded: 1 > 0"]}}
ROOT = DOCKERFILE.replace("USER 10001\n", "")
UNSAFE = '"""Works out."""\n\n\ndef worked_out(text):\n    return eval(text)\n'


def bundles(made):
    return [ref for ref in made.refs if ref.type == BUNDLE_TYPE]


def guarded(made, agent, guard, phase="security"):
    made.run(agent, phase=phase)
    return made.run(guard, phase=phase)


def test_without_a_gate_that_asks_for_it_nothing_is_done(bench):
    made = bench({"Dockerfile": ROOT})
    assert made.run(AGENT, phase="security")["outcome"] == "nothing to repair yet"
    assert made.run(AGENT, phase="security", params={"heal": {"strategy": "run_missing", "reasons": []}})["outcome"] == "nothing to repair yet"
    assert len(bundles(made)) == 1


def test_repairs_of_both_rounds_are_on_the_product_that_it_hands_on(bench):
    made = bench({"Dockerfile": ROOT, "app/__main__.py": SERVER.replace('("X-Content-Type-Options", "nosniff"), ', "")})
    result = made.run(AGENT, phase="security", params=HEAL)
    assert (result["outcome"], result["fixes"], result["left"]) == ("repaired", 2, 0)
    assert bundles(made)[-1].name == f"{result['commit']}.bundle"
    policy = guarded(made, "iac-policy-agent", "guard.infrastructurePolicy")
    assert (policy["metrics"]["iac_violations"]["value"], policy["findings"]) == (0, [])
    running = guarded(made, "dast-agent", "guard.dynamicScan")
    assert running["metrics"]["security_headers_missing"]["value"] == 0


def asked(made):
    return {ref.producer for ref in made.refs if ref.type == "ToolReport"}


def test_the_first_attempt_asks_the_scanners_that_the_reasons_name_and_later_ones_ask_all(bench):
    made = bench()
    made.run(AGENT, phase="security", params=HEAL, attempt=2)
    assert asked(made) == {"tool.code.staticPack", "tool.iac.conftest"}
    made.refs[:] = [ref for ref in made.refs if ref.type != "ToolReport"]
    made.run(AGENT, phase="security", params=HEAL, attempt=3)
    assert asked(made) == {tool for tools in ROUNDS for tool in tools}


def test_in_release_it_works_the_same(bench):
    made = bench({"Dockerfile": ROOT})
    assert made.run(AGENT, phase="release", params=HEAL, attempt=2)["fixes"] == 1
    assert [ref.phase for ref in bundles(made)] == ["build", "release"]


def test_what_no_rule_repairs_stays_with_its_reason_and_no_attempt_is_wasted_on_it(bench):
    made = bench({"app/sums.py": UNSAFE})
    before = guarded(made, "sast-agent", "guard.staticAnalysis")["findings"]
    result = made.run(AGENT, phase="security", params=HEAL, attempt=2)
    assert (result["outcome"], result["left"], len(bundles(made))) == ("nothing repaired", 1, 1)
    after = guarded(made, "sast-agent", "guard.staticAnalysis")
    assert after["metrics"]["critical_sast" if before[0]["severity"] == "critical" else "medium_sast"]["value"] == 1
    assert after["findings"] == [{**before[0], "message": f"{before[0]['message']}; not repaired: no rule repairs bandit B307", "final": True}]


def test_no_scanner_is_ever_silenced(bench):
    made = bench({"app/sums.py": UNSAFE, "Dockerfile": ROOT})
    made.run(AGENT, phase="security", params=HEAL, attempt=2)
    data = made.bytes[bundles(made)[-1].id]
    for word in (b"nosec", b"pragma: allowlist", b"hadolint ignore"):
        assert word not in data


@pytest.mark.parametrize("phase", ["security", "release"])
def test_it_works_before_all_others_of_its_phase_and_they_work_again_after_it(phase):
    plan = plan_of(phase)
    assert plan.agents[0].id == AGENT
    rubric = next(rubric for rubric in plan.rubrics if rubric.metric == "iac_violations")
    producer = {"tool": "policy", "version": "1", "command": "policy", "exit_code": 0, "duration_ms": 1}
    metrics = {"iac_violations": {"value": 1, "unit": "count", "producer": producer, "output_sha256": "a" * 64}}
    report = {"guard": "guard.infrastructurePolicy", "version": "1.0.0", "verdict": "fail", "metrics": metrics, "findings": []}
    result = gate.evaluate(EvidencePack(artifacts=(), guard_reports=(report,)), [rubric], (), datetime.now(UTC))
    planned = healing.plan_healing(plan, result, healing.Evidence())
    assert planned.strategy == "fix_and_rescan"
    assert set(planned.agents) >= {agent.id for agent in plan.agents}
