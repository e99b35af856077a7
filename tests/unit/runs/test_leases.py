"""Leases: renewed while held, lost leases stop the work."""

import pytest
from django.db import connection

from runs.engine import claims
from runs.engine.leases import LeaseKeeper
from runs.models import Task
from tests.support.factories import a_phase, a_run, a_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return LeaseKeeper()


def claimed(keeper):
    a_task(a_phase(a_run()))
    claim = claims.claim(["agent"], "here:1")
    keeper.hold(claim)
    return claim


def test_a_round_renews_what_is_held(keeper):
    claimed(keeper)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tasks SET lease_expires_at = clock_timestamp() + interval '1 second'")
    before = Task.objects.get().lease_expires_at
    keeper.round()
    assert (Task.objects.get().lease_expires_at - before).total_seconds() > 10


@pytest.mark.parametrize("change", ["fence = fence + 1", "status = 'cancelled'"])
def test_a_lost_lease_stops_the_work(keeper, change):
    claim = claimed(keeper)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE tasks SET {change}")
    keeper.round()
    assert claim.lost and claim.cancelled.is_set()


def test_what_is_about_to_finish_is_not_called_lost(keeper):
    claim = claimed(keeper)
    claim.finishing = True
    Task.objects.update(status="succeeded")
    keeper.round()
    assert not claim.lost


def test_a_process_that_slept_past_the_limit_stops_its_work_even_if_the_row_is_still_its_own(keeper):
    claim = claimed(keeper)
    keeper._renewed_at -= 60
    keeper.round()
    assert claim.cancelled.is_set()


def test_nothing_is_renewed_after_it_is_dropped(keeper):
    claim = claimed(keeper)
    keeper.drop(claim)
    assert keeper.held() == []
