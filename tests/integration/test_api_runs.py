"""Runs by HTTP: starting, finding and reading them."""

from __future__ import annotations

import json

import pytest
from rest_framework.test import APIClient

from runs.models import Phase, Run
from tests.support import configurations as config
from tests.support.factories import a_run
from tests.support.people import a_person, api_of

pytestmark = pytest.mark.django_db
RUNS = "/api/v1/runs"
NOBODY = "6e8bc430-9c3a-41d9-9669-0800200c9a66"


@pytest.fixture(autouse=True)
def two_phases(settings, tmp_path):
    settings.CONFIG_DIR = config.write(tmp_path, [config.phase("intake"), config.phase("ideation", after=["intake"])])


@pytest.fixture
def ann(db):
    return a_person("ann")


@pytest.fixture
def api(ann):
    return api_of(ann)


def test_it_starts_a_run_and_says_where_it_is(api, ann):
    answer = api.post(RUNS, {"idea": "Build a todo app"})
    assert answer.status_code == 201
    run = Run.objects.get()
    assert answer["Location"] == f"{RUNS}/{run.pk}"
    assert (run.created_by, run.source, run.status, run.idea) == ("ann", "api", "pending", {"text": "Build a todo app"})
    assert [phase["name"] for phase in answer.json()["phases"]] == ["intake", "ideation"]
    assert api.get(answer["Location"]).json()["idea"] == {"text": "Build a todo app"}


def test_it_takes_title_budgets_until_and_priority(api):
    body = {"idea": {"text": "Todos", "users": ["me"]}, "title": "Mine", "budgets": {"tokens": 5}, "until": "intake", "priority": 7}
    assert api.post(RUNS, body).status_code == 201
    run = Run.objects.get()
    assert (run.title, run.budgets["tokens"], run.priority) == ("Mine", 5, 7)
    assert list(Phase.objects.filter(run=run).values_list("name", flat=True)) == ["intake"]


def test_it_finds_the_run_of_the_same_request(api):
    first = api.post(RUNS, {"idea": "Todos"}, headers={"Idempotency-Key": "k1"})
    second = api.post(RUNS, {"idea": "Todos"}, headers={"Idempotency-Key": "k1"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Run.objects.count() == 1


def test_it_refuses_the_same_key_for_another_request(api):
    api.post(RUNS, {"idea": "Todos"}, headers={"Idempotency-Key": "k1"})
    answer = api.post(RUNS, {"idea": "Recipes"}, headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_conflict")
    assert Run.objects.count() == 1


def test_two_people_may_use_the_same_key(api):
    api.post(RUNS, {"idea": "Todos"}, headers={"Idempotency-Key": "k1"})
    assert api_of(a_person("bob")).post(RUNS, {"idea": "Recipes"}, headers={"Idempotency-Key": "k1"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "invalid_content", None),
        ([], "invalid_content", None),
        ({"idea": ""}, "invalid_content", "/idea"),
        ({"idea": "   "}, "idea_refused", None),
        ({"idea": 5}, "invalid_content", "/idea"),
        ({"idea": "a\0b"}, "invalid_content", "/idea"),
        ({"idea": "a\ud800b"}, "parse_error", None),
        ({"idea": "é" * 40_000}, "idea_refused", None),
        ({"idea": "x" * 70_000}, "invalid_content", "/idea"),
        ({"idea": {"text": "x", "colour": "red"}}, "invalid_content", "/idea"),
        ({"idea": "x", "title": "a\0b"}, "invalid_content", "/title"),
        ({"idea": "x", "title": "a\ud800b"}, "parse_error", None),
        ({"idea": "x", "until": "nowhere"}, "unknown_phase", None),
        ({"idea": "x", "budgets": {"tokens": -1}}, "invalid_content", "/budgets/tokens"),
        ({"idea": "x", "budgets": {"coins": 1}}, "invalid_content", "/budgets"),
        ({"idea": "x", "priority": 1.5}, "invalid_content", "/priority"),
        ({"idea": "x", "owner": "me"}, "invalid_content", None),
    ],
)
def test_it_refuses_a_wrong_body_and_leaves_nothing(api, body, code, field):
    answer = api.post(RUNS, data=json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (400, code, field), answer.content
    assert answer.json()["message"]
    assert Run.objects.count() == 0


@pytest.mark.parametrize("data", [b"{", b"\xff", b'{"idea": NaN}', b"[" * 100_000, b"1" * 5000])
def test_it_refuses_what_is_no_json(api, data):
    answer = api.post(RUNS, data=data, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) in [(400, "parse_error"), (400, "invalid_content")]


def test_it_refuses_a_body_over_one_mebibyte(api):
    answer = api.post(RUNS, data=b'{"idea": "' + b"x" * (1 << 20) + b'"}', content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_it_refuses_other_media_types_methods_and_forms(api):
    assert api.post(RUNS, data="idea=x", content_type="application/x-www-form-urlencoded").status_code == 415
    assert api.put(RUNS, {}).status_code == 405
    answer = api.get(RUNS, headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "é"])
def test_it_refuses_a_key_that_is_none(api, key):
    answer = api.post(RUNS, {"idea": "x"}, HTTP_IDEMPOTENCY_KEY=key)
    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")


def test_a_person_sees_their_own_runs_and_staff_sees_all(api):
    own, other = a_run("Own", created_by="ann"), a_run("Other", created_by="bob")
    assert [run["id"] for run in api.get(RUNS).json()["results"]] == [str(own.pk)]
    answer = api.get(f"{RUNS}/{other.pk}")
    assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found")
    assert api_of(a_person("sue", is_staff=True)).get(RUNS).json()["count"] == 2


def test_it_finds_runs_by_status_time_and_words(api):
    todo = a_run("Build a todo app", created_by="ann")
    done = a_run("Recipes", created_by="ann", status="completed")

    def found(query):
        return {run["id"] for run in api.get(f"{RUNS}?{query}").json()["results"]}

    assert found("status=completed") == {str(done.pk)}
    assert found("status=completed&status=running") == {str(done.pk), str(todo.pk)}
    assert found("search=TODO") == {str(todo.pk)}
    assert found(f"search={str(done.pk)[:8]}") == {str(done.pk)}
    assert found("created_after=2999-01-01T00:00:00Z") == set()
    assert found("created_before=2999-01-01T00:00:00Z") == {str(done.pk), str(todo.pk)}
    assert found("limit=1&offset=5") == set()


@pytest.mark.parametrize(
    "query",
    [
        "status=odd",
        "created_after=yesterday",
        "limit=0",
        "limit=201",
        "limit=x",
        "offset=-1",
        "search=%00",
        "limit=99999999999999999999999",
        "search=" + "x" * 201,
    ],
)
def test_it_refuses_a_wrong_query(api, query):
    answer = api.get(f"{RUNS}?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, query.partition("=")[0])


@pytest.mark.parametrize(
    "path",
    [
        RUNS + "/7",
        RUNS + "/%00",
        f"{RUNS}/{NOBODY}",
        f"{RUNS}/{NOBODY}/phases",
        "/api/v1/",
        "/api/v2/runs",
        f"{RUNS}/",
        f"{RUNS}/{NOBODY}/tasks",
        f"{RUNS}/{NOBODY}/cancel/x",
    ],
)
def test_what_is_not_there_is_404_in_the_one_shape(api, path):
    answer = api.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "message"}


@pytest.mark.parametrize("query", ["format=xml", "format=api", "lang=de", "version=9"])
def test_framework_switches_in_the_query_do_nothing(api, query):
    assert api.get(f"{RUNS}?{query}").status_code == 200
    assert api.get(f"/api/v1/schema?{query}").status_code == 200


def test_nothing_is_told_without_an_account():
    client = APIClient()
    for answer in (client.get(RUNS), client.post(RUNS, {"idea": "x"}), client.get("/api/v1/schema"), client.get("/api/nothing")):
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    client.credentials(HTTP_AUTHORIZATION="Token 123")
    assert client.get(RUNS).json()["code"] == "authentication_failed"


def test_a_session_counts_too_but_only_with_its_csrf_token(ann):
    client = APIClient(enforce_csrf_checks=True)
    client.login(username="ann", password="correct horse battery")
    assert client.get(RUNS).status_code == 200
    assert client.post(RUNS, {"idea": "x"}).status_code == 403
