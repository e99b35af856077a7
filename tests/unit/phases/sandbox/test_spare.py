import os
import signal

import pytest

from phases.sandbox.folders import start_time
from phases.sandbox.spare import SparePool
from tests.support.waiting import wait_until


@pytest.fixture
def pool(tmp_path):
    pool = SparePool(tmp_path / "sandbox", 1)
    yield pool
    pool.close()
    assert list((tmp_path / "sandbox").iterdir()) == []


def filled(pool):
    """Wait until a spare stands ready."""
    wait_until(lambda: pool._spares, seconds=30, what="a spare stands ready")
    return pool._spares[0]


def test_it_hands_out_a_process_that_was_started_ahead_and_never_twice(pool):
    first = pool.take()
    spare = filled(pool)

    second = pool.take()

    assert second is spare
    assert filled(pool) not in (first, second)
    first.kill()
    second.kill()


def test_it_hands_out_no_dead_spare(pool):
    pool.take().kill()
    spare = filled(pool)
    os.kill(spare.pid, signal.SIGKILL)
    os.waitid(os.P_PID, spare.pid, os.WEXITED | os.WNOWAIT)

    taken = pool.take()

    assert taken is not spare
    assert taken.alive
    taken.kill()


def test_closing_it_kills_what_waits(tmp_path):
    pool = SparePool(tmp_path / "sandbox", 1)
    pool.take().kill()
    spare = filled(pool)

    pool.close()

    assert start_time(spare.pid) is None
