"""The started product under schemathesis and our probes: a broken endpoint, a missing header, a product that does not start."""

from __future__ import annotations

import gzip
import subprocess
import sys

from phases.sandboxed.security import probes
from phases.sandboxed.tools import dast_zap
from tests.unit.phases.security.small_product import SERVER, call


def guarded(made):
    return {name: entry["value"] for name, entry in made.run("guard.dynamicScan", phase="security")["metrics"].items()}


def test_the_clean_product_passes(bench):
    made = bench()
    report = call(made, "tool.dast.zap")
    assert report["outcome"] == "ok", report["error"]
    assert report["data"]["operations_tested"] == 2
    assert guarded(made) == {"attacks_succeeded": 0, "dast_failures": 0, "security_headers_missing": 0}


def test_it_finds_a_broken_endpoint(bench):
    made = bench({"app/__main__.py": SERVER.replace('return ["first"]', 'raise RuntimeError("broken")')})
    report = call(made, "tool.dast.zap")
    assert guarded(made)["dast_failures"] >= 1
    assert "GET /api/notes" in {entry["file"] for entry in report["data"]["findings"]}


def test_it_finds_a_missing_header_and_says_that_the_probes_saw_it(bench):
    made = bench({"app/__main__.py": SERVER.replace('("X-Content-Type-Options", "nosniff"), ', "")})
    call(made, "tool.dast.zap")
    metric = made.run("guard.dynamicScan", phase="security")["metrics"]["security_headers_missing"]
    assert metric["value"] >= 3
    assert metric["producer"]["tool"] == "written HTTP probes"


def test_it_finds_that_trace_is_answered(bench):
    made = bench({"app/__main__.py": SERVER.replace('("GET", "HEAD")', '("GET", "HEAD", "TRACE")')})
    call(made, "tool.dast.zap")
    assert guarded(made)["attacks_succeeded"] == 1


def test_markup_is_stored_wherever_the_schema_lets_it_through():
    text = {"type": "string", "maxLength": 2000, "pattern": r"^[^\u0000]*[^ \t]$"}
    document = {
        "paths": {"/api/rooms": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/Room"}}}}}}},
        "Room": {
            "properties": {"name": text, "code": {**text, "pattern": "^[A-Z]+$"}, "short": {**text, "maxLength": 5}},
            "required": ["name", "code"],
        },
    }
    assert probes.payload(document, "/api/rooms") == {"name": probes.MARKUP, "code": "x"}


def test_a_product_that_does_not_start_leaves_no_figure(bench):
    made = bench({"app/__main__.py": "raise SystemExit('no')\n"})
    assert call(made, "tool.dast.zap")["outcome"] == "error"
    assert guarded(made) == {"attacks_succeeded": None, "dast_failures": None, "security_headers_missing": None}


def test_the_stored_characters_are_those_that_hypothesis_finds_by_itself(tmp_path):
    """It reads the file as its own: with a table that says less it knows less, and with ours it knows what it finds without any."""

    def known(folder):
        script = (
            "from hypothesis.internal.charmap import intervals_from_codec as find;found = [table.intervals for table in find('utf-8')]; print(found)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], env={"HYPOTHESIS_STORAGE_DIRECTORY": str(folder)}, capture_output=True, text=True, check=True, timeout=120
        )
        return done.stdout

    dast_zap.store_known_characters(tmp_path / "ours")
    dast_zap.store_known_characters(tmp_path / "less")
    (stored,) = (tmp_path / "less").rglob(dast_zap.UTF_8_TABLE[0])
    stored.write_bytes(gzip.compress(b"[[[0, 127]], []]"))
    assert known(tmp_path / "less") == "[((0, 127),), ()]\n", "it reads what is stored"
    assert known(tmp_path / "ours") == known(tmp_path / "none")
