"""Secrets, weaknesses and dependencies: what is planted is caught by the guard's metric, and what breaks has no value."""

from __future__ import annotations

import json

import pytest

from phases.sandboxed.rules import rules
from phases.sandboxed.tools import code_static_pack
from tests.unit.phases.security.small_product import FILES, call, repository

LEAK = "AKIA" + "Z4HN" + "QX7PLANTD2KW"
SQL = """def find(connection, name):
    return connection.execute("SELECT * FROM note WHERE name = '%s'" % name)  # nosec
"""


def metrics(made, guard):
    return {name: entry["value"] for name, entry in made.run(guard, phase="security")["metrics"].items()}


def test_it_finds_nothing_in_the_clean_product(bench):
    made = bench()
    for tool in ("tool.code.secretScan", "tool.code.staticPack", "tool.code.depScan"):
        assert call(made, tool)["outcome"] == "ok"
    assert metrics(made, "guard.secretScan") == {"secrets": 0}
    assert metrics(made, "guard.staticAnalysis") == {"critical_sast": 0, "high_sast": 0}
    assert metrics(made, "guard.dependencyScan") == {"critical_cves": 0, "high_cves": 0}


def test_it_finds_a_leaked_key_though_a_comment_allows_it(bench):
    made = bench({"app/keys.py": f'KEY = "{LEAK}"  # pragma: allowlist secret\n'})
    report = call(made, "tool.code.secretScan")
    assert metrics(made, "guard.secretScan")["secrets"] >= 1
    assert {entry["file"] for entry in report["data"]["findings"]} == {"app/keys.py"}
    assert LEAK not in json.dumps(report)


def test_it_finds_a_key_that_only_the_history_still_has(bench, tmp_path):
    work = repository(tmp_path / "product", {**FILES, "app/keys.py": f'KEY = "{LEAK}"\n'})
    (work.path / "app/keys.py").unlink()
    work.commit("Remove the key")
    made = bench(product=work)
    report = call(made, "tool.code.secretScan")
    assert metrics(made, "guard.secretScan")["secrets"] >= 1
    assert "older version" in report["data"]["findings"][0]["file"]


def test_sql_made_by_formatting_is_critical_though_a_comment_silences_bandit(bench):
    made = bench({"app/find.py": SQL})
    report = call(made, "tool.code.staticPack")
    assert metrics(made, "guard.staticAnalysis")["critical_sast"] == 1
    assert [(f["rule"], f["file"], f["line"]) for f in report["data"]["findings"] if f["severity"] == "critical"] == [("B608", "app/find.py", 2)]


def test_a_file_that_bandit_cannot_parse_leaves_no_figure(bench):
    made = bench({"app/broken.py": "def (:\n"})
    assert call(made, "tool.code.staticPack")["outcome"] == "error"
    assert metrics(made, "guard.staticAnalysis") == {"critical_sast": None, "high_sast": None}


def test_a_report_about_an_older_product_leaves_no_figure(bench, tmp_path):
    made = bench()
    call(made, "tool.code.secretScan")
    newer = repository(tmp_path / "newer", {**FILES, "app/keys.py": f'KEY = "{LEAK}"\n'})
    made.store("GitBundle", newer.bundle(), name="newer.bundle", media_type="application/x-git-bundle", phase="build", producer="test")
    assert metrics(made, "guard.secretScan") == {"secrets": None}


def test_no_report_leaves_no_figure(bench):
    assert metrics(bench(), "guard.secretScan") == {"secrets": None}


@pytest.mark.parametrize(
    ("test_id", "rank", "confidence", "severity"),
    [
        ("B608", "MEDIUM", "MEDIUM", "critical"),  # SQL by formatting, bandit is sure enough
        ("B608", "MEDIUM", "LOW", "high"),
        ("B324", "HIGH", "HIGH", "high"),
        ("B310", "MEDIUM", "HIGH", "medium"),
        ("B310", "MEDIUM", "LOW", "low"),
        ("B101", "LOW", "HIGH", "low"),
    ],
)
def test_it_weighs_a_finding_by_the_written_rule(test_id, rank, confidence, severity):
    assert code_static_pack.severity(test_id, rank, confidence) == severity


def test_the_written_rule_names_every_test_that_is_critical():
    assert all(test_id in rules()["sast.severity.critical"] for test_id in code_static_pack.INJECTIONS)


@pytest.mark.parametrize(
    ("name", "text", "package"),
    [
        ("app/fetch.py", "import requests\n", "requests"),
        ("app/late.py", "import importlib\n\nimportlib.import_module('yaml')\n", "pyyaml"),
        ("requirements.txt", "# comment\nDjango==4.0  # web\n", "Django"),
        ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["flask>=2"]\n', "flask"),
        ("package.json", '{"dependencies": {"left-pad": "1.0.0"}}', "left-pad"),
        ("scripts/setup.sh", "python -m pip install -q -r x.txt gunicorn\n", "gunicorn"),
    ],
)
def test_a_dependency_without_an_advisory_source_has_no_known_count(bench, name, text, package, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", _without_pip_audit())
    made = bench({name: text})
    report = call(made, "tool.code.depScan")
    assert package in {entry["name"] for entry in report["data"]["packages"]}
    assert report["data"]["lookup"] == "not_evaluable"
    assert metrics(made, "guard.dependencyScan") == {"critical_cves": None, "high_cves": None}


def _without_pip_audit():
    import importlib.util

    real = importlib.util.find_spec
    return lambda name, package=None: None if name == "pip_audit" else real(name, package)


def test_a_manifest_that_cannot_be_parsed_breaks_the_count(bench):
    made = bench({"pyproject.toml": "[project\n"})
    assert call(made, "tool.code.depScan")["outcome"] == "error"
    assert metrics(made, "guard.dependencyScan")["critical_cves"] is None
