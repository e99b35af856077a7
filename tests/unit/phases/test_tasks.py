"""Celery's entries: what goes wrong in one subject is logged and left to the next tick."""

from datetime import timedelta

import pytest

from ideamine.lib.clock import now
from phases import services, tasks
from runs.models import Event, Phase, Run
from tests.support import configurations as config
from tests.support.factories import a_phase, a_run

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def pending(tmp_path):
    return services.request_run("Build a todo app", config_dir=config.write(tmp_path, [config.phase("intake")])).run


def test_a_run_is_started_by_its_id(pending):
    tasks.advance_run(str(pending.pk))
    assert Run.objects.get().status == "running" and Phase.objects.get().stage == "dispatch"


@pytest.mark.parametrize("task", [tasks.advance_run, tasks.advance_phase, tasks.compile_dossier])
def test_an_id_of_nothing_does_no_harm(task):
    task(NOBODY)
    assert not Event.objects.exists()


def test_the_reconciler_leaves_fresh_runs_to_their_hint(pending):
    tasks.tick_reconciler()
    assert Run.objects.get().status == "pending"


def test_one_broken_run_does_not_keep_the_reconciler_from_the_others(pending):
    # a phase without a plan cannot be moved
    broken = a_phase(a_run(), state={"dependencies": []})
    Phase.objects.filter(pk=broken.pk).update(updated_at=now() - timedelta(minutes=1))
    Run.objects.filter(pk=pending.pk).update(created_at=now() - timedelta(minutes=1))
    tasks.tick_reconciler()
    assert Run.objects.get(pk=pending.pk).status == "running" and Phase.objects.get(pk=broken.pk).status == "running"
