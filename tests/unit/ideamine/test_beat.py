"""`celery beat` ends when it is told to, wherever it stands."""

from __future__ import annotations

import os
import signal
import subprocess
import threading

import pytest
from django.db import connection

from ideamine import paths
from ideamine.celery import app
from ideamine.platform import services
from tests.support.waiting import wait_until

NUMBERS = [signal.SIGTERM, signal.SIGINT]


@pytest.fixture
def handlers_kept():
    before = {number: signal.getsignal(number) for number in NUMBERS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers_kept", "committed_db")
@pytest.mark.parametrize("number", NUMBERS)
def test_its_loop_ends_though_somebody_swallowed_the_exit(number):
    beat = app.Beat(quiet=True)
    service = beat.Service(app=app, scheduler_cls=beat.scheduler_cls)
    beat.install_sync_handler(service)
    with pytest.raises(SystemExit):
        signal.raise_signal(number)

    def loop():
        service.start()
        connection.close()

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "beat ticks on"


@pytest.mark.parametrize("number", NUMBERS)
def test_it_ends_at_once_while_it_sleeps(committed_db, number):
    log = committed_db.var / "beat.log"
    with log.open("wb") as file:
        environment = {**os.environ, **committed_db.environment()}
        process = subprocess.Popen(services.beat().command, cwd=paths.PROJECT, env=environment, stdout=file, stderr=file)
        try:
            wait_until(lambda: "Schedule changed" in log.read_text(), seconds=30, what="beat has read its schedule")
            process.send_signal(number)
            assert process.wait(10) == 0, log.read_text()
        finally:
            process.kill()
            process.wait()
