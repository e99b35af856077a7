"""The build: five agents, one merge, a guard that runs what came out."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest

from phases.sandboxed import repository
from phases.sandboxed.guards.build_check import drift_between
from phases.sandboxed.product import parts
from phases.sandboxed.product.running import ServiceFailed, running
from phases.sandboxed.product.suite import SuiteBroken
from phases.sandboxed.quality.asking import Client
from phases.sandboxed.tools.code_merge import MergeConflict
from tests.unit.phases.product.benches import BUILDERS, bench_for, built, contract_of, put
from tests.unit.phases.product.models import MODELS, TODO


def publish(bench, producer: str, files: dict[str, str]) -> None:
    """Store a bundle as if an agent of this name had published it."""
    folder = bench.folder / f"repo-of-{producer}"
    folder.mkdir()
    made = repository.Repository(folder)
    made.git("init", "--quiet", "--initial-branch=main")
    made.write(files)
    made.commit("Add files")
    bench.store("GitBundle", made.bundle(), name=f"{made.head}.bundle", media_type="application/x-git-bundle", phase="build", producer=producer)


def agreed(model):
    """Return an OpenAPI artifact as the architecture writes it."""
    return {"document": contract_of(model), "operations": [{"operation": "GET /healthz", "id": "getHealth", "stories": []}],
            "resources": [{"entity": "x", "path": "/api/x", "meaning": "x"}], "conventions": []}  # fmt: skip


def values(report):
    return {name: metric["value"] for name, metric in report["metrics"].items()}


@pytest.mark.parametrize("name", MODELS)
def test_the_merged_product_passes_its_suite_starts_and_keeps_the_contract(name, tmp_path):
    bench = built(tmp_path, MODELS[name])
    put(bench, "OpenAPI", agreed(MODELS[name]), phase="architecture")
    report = bench.run("guard.buildCheck", phase="build")
    assert report["findings"] == []
    measured = values(report)
    assert (measured["build_tests_pass"], measured["service_starts"], measured["contract_drift"]) == (1.0, True, 0)
    assert measured["tests_count"] >= 33


def test_without_an_agreed_contract_drift_is_not_evaluable(tmp_path):
    report = built(tmp_path, TODO).run("guard.buildCheck", phase="build")
    assert (values(report)["contract_drift"], report["verdict"]) == (None, "not_evaluable")


def test_building_twice_gives_the_same_commit_and_tree_in_any_order(tmp_path):
    first = built(tmp_path / "first", TODO).content("RepoManifest")
    second = built(tmp_path / "second", TODO, builders=BUILDERS[::-1]).content("RepoManifest")
    assert (first["commit"], first["tree"]) == (second["commit"], second["tree"])
    assert first == second


def test_no_path_belongs_to_two_agents():
    owners = [
        parts.backend_files(TODO),
        parts.database_files(TODO),
        parts.frontend_files(TODO),
        parts.integration_files(TODO),
        parts.test_files(TODO),
    ]
    assert sum(len(files) for files in owners) == len(parts.whole(TODO))


def test_a_path_with_two_contents_is_a_conflict_that_names_path_and_agents(tmp_path):
    bench = bench_for(tmp_path, TODO)
    publish(bench, "FrontendAgent", {"app/pages.py": "one = 1\n"})
    publish(bench, "BackendAgent", {"app/pages.py": "two = 2\n"})
    with pytest.raises(MergeConflict, match=r"app/pages\.py: BackendAgent and FrontendAgent"):
        bench.run("tool.code.merge", phase="build")


def test_a_product_without_tests_is_not_merged(tmp_path):
    bench = bench_for(tmp_path, TODO)
    publish(bench, "TestAgent", {"tests/__init__.py": "", "app/__init__.py": ""})
    with pytest.raises(SuiteBroken, match="no tests"):
        bench.run("tool.code.merge", phase="build")


def test_a_broken_test_is_seen_by_the_guard(tmp_path):
    bench = bench_for(tmp_path, TODO)
    for agent in BUILDERS:
        bench.run(agent, phase="build")
    wrong = "import unittest\n\n\nclass TestWrong(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(1, 2)\n"
    publish(bench, "WrongAgent", {"tests/test_wrong.py": wrong})
    bench.run("tool.code.merge", phase="build")
    report = bench.run("guard.buildCheck", phase="build")
    assert report["verdict"] != "pass"
    assert values(report)["build_tests_pass"] < 1.0
    assert "test_wrong.TestWrong.test_it" in report["findings"][0]["message"]


def test_a_contract_that_differs_is_counted():
    contract = contract_of(TODO)
    shipped = json.loads(json.dumps(contract))
    del shipped["paths"]["/api/todos/{id}/complete"]
    assert drift_between(contract, contract) == []
    assert drift_between(contract, shipped) == ["PARAMETERS /api/todos/{id}/complete", "POST /api/todos/{id}/complete"]


def test_the_service_answers_while_it_runs_and_is_gone_afterwards(tmp_path):
    product = tmp_path / "product"
    for path, text in parts.whole(TODO).items():
        (product / path).parent.mkdir(parents=True, exist_ok=True)
        (product / path).write_text(text)
    with running(product, tmp_path) as service:
        client = Client(service.url, token=service.sign_in("user"))
        answer = client.send("POST", "/api/todos", {"title": "a", "priority": "low"})
        assert (answer.status, answer.json()["status"]) == (201, "open")
        assert Client(service.url).get("/api/todos").status == 401
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=10).connect()


def test_a_product_that_does_not_start_says_why(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text("raise SystemExit('no database here')\n")
    with pytest.raises(ServiceFailed, match="no database here"), running(tmp_path, tmp_path):
        pass


def test_coverage_counts_the_lines_of_the_service(tmp_path):
    report = built(tmp_path, TODO).run("tool.qa.coverage", phase="qa")
    data = report["data"]
    assert report["outcome"] == "ok"
    assert data["commit"] and 0 < data["covered"] <= data["lines"]
    assert data["percent"] == round(100 * data["covered"] / data["lines"], 2)
    assert all(file["path"].startswith("app/") for file in data["files"])
