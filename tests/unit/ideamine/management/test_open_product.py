"""`manage.py open_product`: a run's product in a folder, and served with an account a role."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from phases.sandboxed.quality.asking import Client
from tests.support.finished import a_finished_run, keep_product
from tests.support.waiting import wait_until
from tests.unit.phases.product.rule_benches import product_in
from tests.unit.phases.product.rule_models import RULES, booking_model

pytestmark = pytest.mark.django_db
GIT = ("git", "-c", "user.name=ann", "-c", "user.email=ann@example.org")


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """The bundle of a product with the roles manager and member."""
    folder = tmp_path_factory.mktemp("built") / "product"
    product_in(folder, booking_model(RULES["access"]), [])
    _git(folder, "init", "--quiet", "--initial-branch", "main")
    _git(folder, "add", ".")
    _git(folder, "commit", "--quiet", "-m", "Build it")
    _git(folder, "bundle", "create", "--quiet", "../product.bundle", "main")
    return (folder.parent / "product.bundle").read_bytes()


@pytest.fixture
def run(settings, tmp_path, bundle):
    settings.VAR = tmp_path / "var"
    settings.ARTIFACT_STORAGE = str(tmp_path / "artifacts")
    settings.SIGNING_KEY_FILE = str(tmp_path / "signing.pem")
    settings.LEDGER_CHECKPOINTS = str(tmp_path / "checkpoints")
    run = a_finished_run()
    keep_product(run, bundle)
    return run


def opened(*arguments) -> str:
    out = io.StringIO()
    call_command("open_product", *map(str, arguments), stdout=out)
    return out.getvalue()


def served(ask, *arguments) -> str:
    """Serve until `ask(url, what was said)` has returned, then press Ctrl-C; return all that was said. What `ask` raises is raised."""
    out = io.StringIO()

    def visit():
        try:
            address = wait_until(lambda: re.search(r"http://\S+(?=/ )", out.getvalue()), seconds=30, what="an address")
            ask(address.group(), out.getvalue())
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with ThreadPoolExecutor(max_workers=1) as threads:
            visited = threads.submit(visit)
            call_command("open_product", *map(str, arguments), "--serve", stdout=out)
    finally:
        signal.signal(signal.SIGINT, before)
    visited.result()
    return out.getvalue()


def test_it_unpacks_the_newest_run_and_says_how_to_start_it(run, tmp_path):
    said = opened("last", "--folder", tmp_path / "here")
    assert (tmp_path / "here" / "app" / "__main__.py").is_file()
    assert str(tmp_path / "here") in said and f"open_product {run.pk}" in said and "--serve" in said
    assert "there already" in opened(str(run.pk)[:8], "--folder", tmp_path / "here")


def test_without_a_folder_it_uses_the_runs_own(run, settings):
    opened(run.pk)
    assert (settings.VAR / "runs" / str(run.pk) / "product" / "openapi.json").is_file()


def test_it_serves_with_an_account_a_role_and_keeps_the_data(run, tmp_path):
    folder, known, left = tmp_path / "here", {}, []

    def first(url, said):
        known.update(re.findall(r"account   (\w+)   password (\S+)", said))
        client = Client(url)
        assert client.get("/healthz").status == 200
        assert client.get("/api/rooms").status == 401
        token = client.send("POST", "/api/session", {"name": "manager", "password": known["manager"]}).json()["token"]
        assert Client(url, token=token).send("POST", "/api/rooms", {"name": "Hall", "seats": 10, "opens_at": "2030-01-01T08:00:00Z"}).status == 201
        left.append(url)

    def second(url, said):
        assert "   password " not in said and "account   member   (made before" in said
        token = Client(url).send("POST", "/api/session", {"name": "manager", "password": known["manager"]}).json()["token"]
        assert [row["name"] for row in Client(url, token=token).get("/api/rooms").json()["items"]] == ["Hall"]

    said = served(first, run.pk, "--folder", folder)
    assert sorted(known) == ["manager", "member"] and "stopped" in said
    with pytest.raises(OSError):
        Client(left[0]).get("/healthz")
    served(second, run.pk, "--folder", folder)


def test_it_refuses_a_port_that_is_taken_before_it_unpacks(run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="cannot be used"):
        opened(run.pk, "--folder", tmp_path / "here", "--serve", "--port", taken.getsockname()[1])
    assert not (tmp_path / "here").exists()


def test_it_leaves_alone_what_is_in_the_folder(run, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(CommandError, match="is not empty"):
        opened(run.pk, "--folder", tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    with pytest.raises(CommandError, match="is no folder"):
        opened(run.pk, "--folder", tmp_path / "mine" / "letter.txt")


@pytest.mark.parametrize(
    ("arguments", "reason"), [(["ffffffff"], "no run begins with 'ffffffff'"), (["last", "--port", "70000"], "a port is a number from 1 to 65535")]
)
def test_it_names_what_is_wrong_with_its_arguments(run, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        opened(*arguments)


def test_it_says_when_a_run_built_no_product(run, tmp_path):
    without = a_finished_run()
    with pytest.raises(CommandError, match="built no product"):
        opened(without.pk, "--folder", tmp_path / "here")
    assert not (tmp_path / "here").exists()
