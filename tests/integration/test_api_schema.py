"""The OpenAPI document is true: schemathesis calls every operation of the served interface and compares the answers with it."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from rest_framework.authtoken.models import Token

from ideamine.platform import services
from ledger.models import Artifact
from phases.models import Waiver
from tests.support import configurations as config
from tests.support.finished import a_finished_run
from tests.support.people import a_person, api_of
from tests.support.waiting import wait_until

SEED, EXAMPLES = 7, 3
# Which phase or rubric a run has, and whether a time is still to come, no JSON Schema can say.
UNDECIDABLE = "positive_data_acceptance"


@pytest.fixture
def served(committed_db, own_files):
    """The address of the served interface."""
    config.write(own_files / "config", [config.phase("intake")])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**committed_db.environment(), "IDEAMINE_CONFIG": str(own_files / "config"), "ARTIFACT_STORAGE": str(own_files / "artifacts")}
    web = services.web("127.0.0.1", port)
    with (own_files / "web.log").open("w") as log:
        process = subprocess.Popen(web.command, env={**environment, **web.environment}, stdout=log, stderr=log)
        try:
            wait_until(lambda: _answers(port), seconds=60, what="the web process answers")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
def test_every_operation_answers_as_described(served, own_files):
    person = a_person("ann", is_staff=True, approver=True)
    run = a_finished_run()
    known = {"run_id": run.pk, "artifact_id": Artifact.objects.get(run=run).pk, "waiver_id": Waiver.objects.get(run=run).pk}
    settings = own_files / "schemathesis.toml"
    lines = [f'"path.{name}" = "{value}"' for name, value in known.items()]
    settings.write_text("[parameters]\n" + "\n".join([*lines, '"path.name" = "build"']) + "\n")
    command = [
        Path(sys.executable).with_name("schemathesis"),
        "--config-file",
        settings,
        "run",
        f"{served}/api/v1/schema",
        "--seed",
        SEED,
        "--header",
        f"Authorization: Token {Token.objects.create(user=person).key}",
        "--max-examples",
        EXAMPLES,
        "--generation-deterministic",
        "--phases",
        "examples,coverage,fuzzing",
        "--exclude-checks",
        UNDECIDABLE,
        "--continue-on-failure",
        "--no-color",
    ]
    result = subprocess.run([str(part) for part in command], cwd=own_files, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout[-20_000:] + (own_files / "web.log").read_text()[-4000:]


@pytest.mark.django_db
def test_describing_it_leaves_no_question_open():
    heard = io.StringIO()
    with redirect_stderr(heard):
        answer = api_of(a_person("ann")).get("/api/v1/schema")
    assert answer.status_code == 200
    assert heard.getvalue() == ""
    assert json.loads(answer.content)["openapi"].startswith("3.1")
