"""What doors call: request a run, or be told why not, with nothing left behind."""

import pytest

from phases import services
from phases.errors import BudgetRefused, ConfigurationRefused, UnknownPhase
from runs.errors import IdeaRefused, IdempotencyConflict, IllegalMove, RunNotFound
from runs.models import Phase, Run
from tests.support import configurations as config

pytestmark = pytest.mark.django_db
IDEA = "Build a todo app"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.ENGINE_INLINE = "tests"
    settings.CONFIG_DIR = config.write(tmp_path / "config", [config.phase("intake"), config.phase("ideation", after=["intake"])])
    return settings.CONFIG_DIR


def test_a_requested_run_is_pending_with_its_plan_and_its_phases():
    run = services.request_run(IDEA, created_by="ada", source="api").run
    run.refresh_from_db()
    assert (run.status, run.title, run.idea, run.source, run.created_by) == ("pending", IDEA, {"text": IDEA}, "api", "ada")
    assert run.plan["plan_hash"] == run.plan_hash and run.plan["run_id"] == str(run.pk)
    phases = list(Phase.objects.order_by("position").values_list("name", "status", "plan_hash"))
    assert phases == [(entry["phase"], "pending", entry["hash"]) for entry in run.plan["phases"]]
    assert run.event_seq == 0


def test_budgets_and_until_are_part_of_the_plan():
    run = services.request_run(IDEA, budgets={"tokens": 7}, until="intake", priority=5).run
    assert run.budgets["tokens"] == 7 and run.plan["until"] == "intake" and run.priority == 5 and Phase.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"idea": " "}, IdeaRefused),
        ({"idea": "x" * 70_000}, IdeaRefused),
        ({"budgets": {"euros": 1}}, BudgetRefused),
        ({"budgets": {"tokens": -1}}, BudgetRefused),
        ({"until": "nowhere"}, UnknownPhase),
        ({"config_dir": "/nowhere"}, ConfigurationRefused),
    ],
)
def test_what_is_refused_leaves_nothing_behind(options, error):
    with pytest.raises(error):
        services.request_run(**{"idea": IDEA, **options})
    assert not Run.objects.exists() and not Phase.objects.exists()


def test_a_run_after_another_goes_on_with_its_idea_and_names_it():
    first = services.request_run(IDEA).run
    second = services.request_run("Todos have tags.", after=first).run
    second.refresh_from_db()
    assert second.idea == {"text": f"{IDEA}\n\nTodos have tags.\n"} and second.parent_run_id == first.pk
    assert second.title == IDEA


def test_a_run_after_another_says_something_new():
    with pytest.raises(IdeaRefused, match="empty"):
        services.request_run(" ", after=services.request_run(IDEA).run)


def test_the_same_key_and_request_give_the_same_run():
    first = services.request_run(IDEA, created_by="ada", idempotency_key="k1")
    second = services.request_run(IDEA, created_by="ada", idempotency_key="k1")
    assert (first.created, second.created) == (True, False) and first.run.pk == second.run.pk and Run.objects.count() == 1


@pytest.mark.parametrize("other", [{"idea": "Another"}, {"until": "intake"}, {"budgets": {"tokens": 1}}, {"title": "T"}, {"priority": 1}])
def test_the_same_key_for_another_request_is_a_conflict(other):
    services.request_run(IDEA, created_by="ada", idempotency_key="k1")
    with pytest.raises(IdempotencyConflict, match="'k1' was used for another request"):
        services.request_run(**{"idea": IDEA, "created_by": "ada", "idempotency_key": "k1", **other})
    assert Run.objects.count() == 1


def test_keys_of_two_people_do_not_meet():
    services.request_run(IDEA, created_by="ada", idempotency_key="k1")
    assert services.request_run("Another", created_by="bob", idempotency_key="k1").created


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_is_short_and_not_empty(key):
    with pytest.raises(IdempotencyConflict, match="1 to 200 characters"):
        services.request_run(IDEA, idempotency_key=key)


@pytest.mark.parametrize("verb", [services.pause_run, services.resume_run, services.cancel_run])
def test_a_run_that_does_not_exist_is_named(verb):
    with pytest.raises(RunNotFound, match="no run 00000000"):
        verb("00000000-0000-0000-0000-000000000000", by="ada")


def test_a_verb_that_does_not_fit_the_state_is_refused():
    run = services.request_run(IDEA).run
    with pytest.raises(IllegalMove, match="is pending; it cannot become paused"):
        services.pause_run(run.pk, by="ada")
    with pytest.raises(IllegalMove, match="is pending; only a paused run can be resumed"):
        services.resume_run(run.pk, by="ada")
    services.cancel_run(run.pk, by="ada")
    with pytest.raises(IllegalMove, match="is cancelled; only a paused run can be resumed"):
        services.resume_run(run.pk, by="ada")
