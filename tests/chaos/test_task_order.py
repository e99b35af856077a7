"""The order in which tasks are taken, and how many at once, change nothing of what a run makes."""

from __future__ import annotations

import pytest

from ledger.models import Artifact, ReleaseDossier
from runs.models import Event, Run
from tests.support.shuffling import shuffle_claims
from tests.support.site import Door

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
IDEA = "Build a todo app"


def made_by(arena, slots, seed=None):
    """Make a run up to architecture on a worker of so many slots; return its content digest, and its tasks in the order in which they were taken."""
    if seed is not None:
        shuffle_claims(seed)
    worker = arena.start_ready_worker(slots)
    run_id = Door(site=arena.site, environment=arena.clocks).detach(IDEA, "--until", "architecture")
    arena.wait(lambda: Run.objects.get(pk=run_id).ended, "the run ends")
    assert Run.objects.get(pk=run_id).status == "completed", Run.objects.get(pk=run_id).attention
    arena.wait(lambda: ReleaseDossier.objects.filter(run_id=run_id).exists(), "the dossier is compiled")
    worker.kill()
    started = Event.objects.filter(run_id=run_id, event_type="task.started").order_by("number").values_list("payload__target", flat=True)
    assert Artifact.objects.filter(run_id=run_id).count() >= 30
    return ReleaseDossier.objects.get(run_id=run_id).content_digest, list(started)


def test_any_order_of_tasks_and_any_number_of_slots_give_the_same_digest(arena):
    arena.start_control()
    digest, order = made_by(arena, slots=1)
    shuffled, other_order = made_by(arena, slots=1, seed="one")
    crowded, _ = made_by(arena, slots=8, seed="two")

    assert other_order != order and sorted(other_order) == sorted(order), "the same tasks were taken in another order"
    assert shuffled == digest, "another order makes the same"
    assert crowded == digest, "eight at once, in a third order, make the same"
