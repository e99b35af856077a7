"""Defects in a built product: the security gate fails, an attempt that heals repairs them by rules, and the same scanners pass the new commit."""

from __future__ import annotations

from datetime import UTC, datetime

from phases import gate, healing
from phases.contracts.evidence import EvidencePack
from tests.evaluation.judging import BY_THE_COORDINATOR, plan_of
from tests.evaluation.models import attribute, entity, model
from tests.evaluation.planted import bench_of
from tests.evaluation.products import product_of
from tests.support.wounds import advisories, wounded

# the smallest product that keeps free text: its dynamic scan takes a third of the time of one with rules
ROOMS = model(
    "Meeting rooms", {"employee": "Employee"}, [entity("room", "Rooms", attribute("name", "text", required=True), attribute("seats", "integer"))], []
)
WOUNDS = ("headers", "cookies", "markup", "guessing", "statements", "containers", "workflows", "dependencies")
FAILING = {
    "security_headers_missing_max",
    "attacks_succeeded_max",
    "critical_sast_max",
    "container_violations_max",
    "iac_violations_max",
    "critical_cves_max",
    # pip-audit ends with an error where it found something, and a zero from such a producer is no measurement
    "high_cves_max",
}


class Attempts:
    """The attempts of a phase on a bench, as the coordinator makes them: what its gate says, and what it has run again."""

    def __init__(self, bench, phase):
        self.bench, self.plan, self.heal, self.number = bench, plan_of(phase), {}, 0
        self.agents = [agent.id for agent in self.plan.agents]
        self.earlier = list(bench.refs)

    def run(self):
        """Run one attempt and return the gate's verdict. What agents made in an attempt before is not there any more, as in a run."""
        self.number += 1
        self.bench.refs[:] = self.earlier
        for agent in self.agents:
            self.bench.run(agent, phase=self.plan.phase, params={"heal": self.heal} if self.heal else {}, attempt=self.number)
        self.bench.run(self.plan.aggregator.id, phase=self.plan.phase)
        self.reports = [self.bench.run(guard, phase=self.plan.phase) for guard in self.plan.guards]
        rubrics = [rubric for rubric in self.plan.rubrics if rubric.metric not in BY_THE_COORDINATOR]
        result = gate.evaluate(EvidencePack(artifacts=(), guard_reports=tuple(self.reports)), rubrics, (), datetime.now(UTC))
        self.known = healing.Evidence(findings={report["guard"]: report["findings"] for report in self.reports})
        planned = healing.plan_healing(self.plan, result, self.known)
        self.heal = {"strategy": planned.strategy, "reasons": list(planned.reasons)}
        self.healed_by = planned.agents
        return result


def unmet(result):
    return {verdict.rubric.name for verdict in result.verdicts if verdict.stands_in_the_way}


def test_every_planted_defect_is_repaired_by_rules_and_passes_when_it_is_scanned_again(tmp_path, monkeypatch):
    advisories(tmp_path / "advisories", monkeypatch, {"jinja2": ("2.4.1", "3.1.6")})
    product = product_of(ROOMS)
    bench = bench_of(product, tmp_path, wounded(product.files, *WOUNDS))
    attempts = Attempts(bench, "security")

    first = attempts.run()
    print("FIRST", [f["message"] for r in attempts.reports for f in r["findings"]])
    assert unmet(first) == FAILING, first.reasons
    assert "fix_and_rescan" in attempts.heal["strategy"]
    assert set(attempts.healed_by) >= set(attempts.agents)

    second = attempts.run()
    fixes = bench.content("SecurityFixes")
    import json

    print(json.dumps(fixes, indent=1)[:9000])
    print(bench.logs)
    assert unmet(second) == set(), [report["findings"] for report in attempts.reports]
    assert {fix["family"] for fix in fixes["fixes"]} == set(WOUNDS)
    assert fixes["commit"] != fixes["commit_before"]
    assert fixes["tests"] == fixes["tests_passed"] > 100
