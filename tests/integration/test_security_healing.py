"""Defects in a built product: the security gate fails, an attempt that heals repairs them by rules, and the same scanners pass the new commit."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from phases import gate, healing
from phases.contracts.evidence import EvidencePack
from phases.sandboxed.repository import BRANCH, BUNDLE_MEDIA_TYPE, BUNDLE_TYPE, Repository
from tests.evaluation.judging import BY_THE_COORDINATOR, plan_of
from tests.evaluation.models import attribute, entity, model
from tests.evaluation.planted import bench_of
from tests.evaluation.products import product_of
from tests.support.wounds import advisories, wounded

# three dynamic scans: under a minute of processor time, and several minutes beside other work
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
# the smallest product that keeps free text: its dynamic scan takes a third of the time of one with rules
ROOM = entity("room", "Rooms", attribute("name", "text", required=True), attribute("seats", "integer"))
ROOMS = model("Meeting rooms", {"employee": "Employee"}, [ROOM], [])
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

    def __init__(self, bench, phase, *, agents=(), guards=()):
        """Only `agents` work and only `guards` judge, where some are given: the rest of the phase has nothing to do with the test."""
        self.bench, self.plan, self.heal, self.number = bench, plan_of(phase), {}, 0
        self.agents = [agent.id for agent in self.plan.agents if not agents or agent.id in agents]
        self.guards = [guard for guard in self.plan.guards if not guards or guard in guards]
        self.earlier = list(bench.refs)

    def run(self):
        """Run one attempt and return the rubrics that stand in the way. What agents made in an attempt before is not there any more, as in a run."""
        self.number += 1
        self.bench.refs[:] = self.earlier
        for agent in self.agents:
            self.bench.run(agent, phase=self.plan.phase, params={"heal": self.heal} if self.heal else {}, attempt=self.number)
        if len(self.agents) == len(self.plan.agents):
            self.bench.run(self.plan.aggregator.id, phase=self.plan.phase)
        reports = tuple(self.bench.run(guard, phase=self.plan.phase) for guard in self.guards)
        measured = {name for report in reports for name in report["metrics"]} - BY_THE_COORDINATOR
        rubrics = [rubric for rubric in self.plan.rubrics if rubric.metric in measured]
        result = gate.evaluate(EvidencePack(artifacts=(), guard_reports=reports), rubrics, (), datetime.now(UTC))
        self.known = healing.Evidence(findings={report["guard"]: report["findings"] for report in reports})
        self.result, self.planned = result, healing.plan_healing(self.plan, result, self.known)
        self.heal = {"strategy": self.planned.strategy, "reasons": list(self.planned.reasons)}
        return {verdict.rubric.name for verdict in result.verdicts if verdict.stands_in_the_way}


def unpacked(bench, folder):
    """Return the newest product, checked out as a stranger would."""
    bundle = folder / "newest.bundle"
    bundle.write_bytes(bench.bytes[[ref for ref in bench.refs if ref.type == BUNDLE_TYPE][-1].id])
    Repository(folder).git("clone", "--quiet", "--branch", BRANCH, str(bundle), str(folder / "newest"))
    return Repository(folder / "newest")


def suite_passes(product):
    command = [sys.executable, "-m", "unittest", "discover", "-s", "tests", "-t", "."]
    return subprocess.run(command, cwd=product.path, capture_output=True, timeout=120, check=False).returncode == 0


def meanwhile(bench, files, base, folder):
    """Store what the story loop left behind while security worked: one more file on what build made. Return its commit."""
    folder.mkdir()
    product = Repository(folder)
    product.git("clone", "--quiet", "--branch", BRANCH, str(base), ".")
    product.write(files)
    commit = product.commit("Let people search rooms\n\nStory: S-1")
    bench.store(BUNDLE_TYPE, product.bundle(), name=f"{commit}.bundle", media_type=BUNDLE_MEDIA_TYPE, phase="story-loop", producer="an author")
    return commit


def test_planted_defects_are_repaired_and_survive_the_join_with_what_the_story_loop_made(tmp_path, monkeypatch):
    advisories(tmp_path / "advisories", monkeypatch, {"jinja2": ("2.4.1", "3.1.6")})
    product = product_of(ROOMS)
    bench = bench_of(product, tmp_path, wounded(product.files, *WOUNDS))
    attempts = Attempts(bench, "security")

    assert attempts.run() == FAILING, attempts.result.reasons
    assert attempts.heal["strategy"].startswith("fix_and_rescan")
    assert attempts.planned.agents == (*attempts.agents, attempts.plan.aggregator.id)

    assert attempts.run() == set(), attempts.result.reasons
    fixes = bench.content("SecurityFixes")
    assert {fix["family"] for fix in fixes["fixes"]} == set(WOUNDS)
    assert fixes["left"] == []
    assert fixes["tests"] == fixes["tests_passed"] > 60
    mended = unpacked(bench, tmp_path)
    assert mended.head == fixes["commit"] != fixes["commit_before"]
    assert suite_passes(mended)
    told = mended.git("log", "--format=%B", f"{fixes['commit_before']}..HEAD")
    assert "Finding: bandit B608 (app/finding.py:6)" in told

    base = tmp_path / "base.bundle"
    base.write_bytes(bench.bytes[next(ref.id for ref in bench.refs if ref.type == BUNDLE_TYPE)])
    story = meanwhile(bench, {"app/search.py": '"""Searches rooms."""\n'}, base, tmp_path / "loop")
    joined = bench.run("BranchJoinAgent", phase="qa")
    assert (joined["joined"], joined["left"]) == (len(fixes["fixes"]), 0)
    whole = bench.content("BranchJoin")
    assert (whole["commit_before"], whole["tests"]) == (story, whole["tests_passed"])


def test_a_secret_is_taken_out_but_stays_a_finding_since_the_history_has_it(tmp_path):
    product = product_of(ROOMS)
    bench = bench_of(product, tmp_path, wounded(product.files, "leaks"))
    attempts = Attempts(bench, "security", agents={"security-fix-agent", "secrets-hygiene-agent"}, guards={"guard.secretScan"})

    assert attempts.run() == {"secrets_max"}
    assert healing.beyond_healing(attempts.result, attempts.known) == ()

    assert attempts.run() == {"secrets_max"}
    mended = unpacked(bench, tmp_path)
    assert 'KEY = os.environ.get("KEY", "")' in (mended.path / "app/keys.py").read_text(encoding="utf-8")
    final = healing.beyond_healing(attempts.result, attempts.known)
    assert final
    assert all("still in the history" in message and "revoke it" in message for message in final)
