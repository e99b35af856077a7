"""Which runs a person may see."""

import uuid

import pytest

from runs.errors import RunNotFound
from runs.selectors import run_seen_by, runs_seen_by
from tests.support.factories import a_run
from tests.support.people import a_person

pytestmark = pytest.mark.django_db


def test_staff_sees_all_runs_and_others_see_their_own():
    own, other = a_run(created_by="ann"), a_run(created_by="bob")
    assert set(runs_seen_by(a_person("ann"))) == {own}
    assert set(runs_seen_by(a_person("sue", is_staff=True))) == {own, other}


def test_a_run_of_somebody_else_is_as_absent_as_one_that_never_was():
    ann, other = a_person("ann"), a_run(created_by="bob")
    for pk in (other.pk, uuid.uuid4()):
        with pytest.raises(RunNotFound, match=f"there is no run {pk}"):
            run_seen_by(ann, pk)


def test_neither_idea_nor_plan_is_fetched():
    run = a_run(created_by="ann")
    assert {"idea", "plan"} <= run_seen_by(a_person("ann"), run.pk).get_deferred_fields()
