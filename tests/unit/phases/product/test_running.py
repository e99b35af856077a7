"""A started product has an account for every role of its contract, and lets them in."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from phases.sandboxed.product.running import make_accounts, running, waited_s
from phases.sandboxed.quality.asking import Client
from phases.sandboxed.quality.crew import Crew
from tests.support.waiting import wait_until
from tests.unit.phases.product.rule_benches import product_in
from tests.unit.phases.product.rule_models import RULES, booking_model

MODEL = booking_model(RULES["access"])


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    return product_in(tmp_path_factory.mktemp("started") / "product", MODEL, [])


def test_every_role_signs_in_once(product, tmp_path):
    with running(product, tmp_path) as service:
        assert sorted(service.accounts) == ["manager", "member"]
        assert service.sign_in("member") == service.sign_in("member") != service.sign_in("manager")
        assert service.sign_ins == 2
        assert Client(service.url, token=service.sign_in("member")).get("/api/rooms").status == 200


def test_the_accounts_and_their_sessions_outlive_a_restart(product, tmp_path):
    with running(product, tmp_path) as before:
        before.sign_in("member")
    with running(product, tmp_path, accounts=before.accounts) as service:
        service.know(before)
        assert service.sign_ins == 1
        assert Client(service.url, token=service.sign_in("member")).get("/api/rooms").status == 200


def test_the_clock_of_the_service_can_run_ahead(product, tmp_path):
    with running(product, tmp_path) as before:
        before.sign_in("member")
    with running(product, tmp_path, accounts=before.accounts, clock_offset_s=13 * 3600) as service:
        service.know(before)
        assert Client(service.url, token=service.sign_in("member")).get("/api/rooms").status == 401


def test_a_crew_sends_whoever_may(product, tmp_path):
    with running(product, tmp_path) as service:
        crew = Crew(service, MODEL)
        booking = crew.resources[1]
        assert crew.doing(booking, "create").token == service.sign_in("manager")
        assert crew.stranger().get("/api/bookings").status == 401
        assert crew.twin().main.token == crew.main.token


def test_a_product_without_roles_gets_no_accounts(tmp_path):
    assert make_accounts(tmp_path, tmp_path / "data.sqlite3") == {}


BUSY = "import os, sys\nos.sched_setaffinity(0, {int(sys.argv[1])})\nwhile True:\n    pass\n"


def test_the_time_in_which_others_had_the_processor_is_told():
    place = str(min(os.sched_getaffinity(0)))
    two = [subprocess.Popen([sys.executable, "-c", BUSY, place]) for _ in range(2)]
    try:
        # two that never stop share one processor: each of them waits about half of the time
        wait_until(lambda: waited_s(two[0].pid) > 0.05, seconds=30, what="a process that waited for its turn")
    finally:
        for process in two:
            process.kill()
            process.wait()


def test_where_the_kernel_tells_nothing_nobody_waited():
    assert waited_s(2**22 + 1) == 0.0
