"""One child: its log, its pauses."""

from __future__ import annotations

import os

from ideamine.platform import children
from ideamine.platform.services import Service
from tests.support.waiting import wait_until


def _ended(child):
    wait_until(lambda: child.pid is None, seconds=10, what="the end of the child")


def test_it_doubles_the_pause_between_starts_and_forgets_it_after_a_steady_minute(tmp_path):
    child = children.Child(Service(name="brief", command=("false",)), environment={}, log_folder=tmp_path)
    child.start(0.0)
    _ended(child)
    assert "starts again in 1 s" in child.watch(1.0)
    assert child.watch(1.9) is None
    assert child.watch(2.0) == "brief started again"
    _ended(child)
    assert "code 1" in (second := child.watch(3.0))
    assert "in 2 s" in second
    assert child.watch(5.0) == "brief started again"
    _ended(child)
    # it lived from 5.0 to 66.0, longer than the steady minute
    assert "in 1 s" in child.watch(66.0)
    assert child.restarts == 2


def test_it_writes_output_and_environment_to_its_own_log(tmp_path):
    service = Service(name="teller", command=("sh", "-c", 'echo "$ONE $TWO"'), environment={"TWO": "2"})
    child = children.Child(service, environment={"ONE": "1", "TWO": "x"}, log_folder=tmp_path / "log")
    child.start(0.0)
    child.wait()
    assert child.log.read_text() == "1 2\n"


def test_it_turns_a_log_that_grew_too_long(tmp_path):
    log = tmp_path / "brief.log"
    log.touch()
    os.truncate(log, children.LOG_LIMIT_BYTES + 1)
    child = children.Child(Service(name="brief", command=("true",)), environment={}, log_folder=tmp_path)
    child.start(0.0)
    child.wait()
    assert log.stat().st_size == 0
    assert (tmp_path / "brief.log.1").stat().st_size == children.LOG_LIMIT_BYTES + 1
