import base64
import json

import pytest

from phases.sandbox import artifacts
from phases.sandbox.artifacts import Account, Item, Shelf
from phases.sandbox.errors import Refused, Violation
from phases.sandbox.limits import CHUNK_BYTES, OPEN_WRITES
from tests.support.content import MODEL

BUNDLE = {"type": "GitBundle", "name": "a.bundle", "media_type": "application/x-git-bundle"}
TOO_LARGE = base64.b64encode(b"x" * (CHUNK_BYTES + 1)).decode()
JSON = {"type": "DomainModel", "name": "DomainModel.json", "media_type": "application/json"}


@pytest.fixture
def given(store):
    stored = store.put(b"given content")
    return Item(id="given", type="GitBundle", name="g", hash=stored.hash, media_type=BUNDLE["media_type"], phase="intake", producer="A",
                location=stored.location)  # fmt: skip


@pytest.fixture
def shelf(store, given):
    allowed = frozenset({"GitBundle", "DomainModel"})
    shelf = Shelf(store, [given], task_id="task", phase="build", producer="BackendAgent", allowed_types=allowed, account=Account())
    yield shelf
    shelf.close()


def chunk(data, *, handle=None, last=True, **heading):
    return {**BUNDLE, **heading, "handle": handle, "data": base64.b64encode(data).decode(), "last": last}


def test_it_reads_a_given_artifact_in_pieces_and_notes_that_it_was_read(shelf):
    answer = shelf.serve_read({"id": "given", "offset": 6, "limit": 3})

    assert (base64.b64decode(answer["data"]), answer["size"]) == (b"con", 13)
    assert list(shelf.read) == ["given"]


def test_it_gives_no_more_than_a_chunk_at_once(shelf, store):
    made = shelf.write("GitBundle", b"x" * (CHUNK_BYTES + 5), name="big", media_type=BUNDLE["media_type"])

    assert len(base64.b64decode(shelf.serve_read({"id": made.id, "offset": 0, "limit": 10 * CHUNK_BYTES})["data"])) == CHUNK_BYTES


@pytest.mark.parametrize("params", [{"id": "other"}, {"id": None}, {"id": ["given"]}, {}])
def test_it_refuses_an_artifact_that_was_not_given(shelf, params):
    with pytest.raises(Refused, match="was given to this task"):
        shelf.serve_read({"offset": 0, "limit": 1, **params})


@pytest.mark.parametrize("params", [{"offset": -1}, {"offset": 1.5}, {"limit": True}, {"limit": "1"}])
def test_it_refuses_a_range_that_is_none(shelf, params):
    with pytest.raises(Refused, match="whole number"):
        shelf.serve_read({"id": "given", "offset": 0, "limit": 1, **params})


def test_it_takes_an_artifact_in_chunks(shelf, store):
    handle = shelf.serve_write(chunk(b"first ", last=False))["handle"]
    ref = shelf.serve_write(chunk(b"second", handle=handle))["artifact"]

    assert store.get(shelf.made[0].location) == b"first second"
    assert ref == shelf.made[0].ref()
    assert "location" not in ref


def test_what_is_written_once_more_is_the_newest_again(store):
    account = Account()
    shelf = Shelf(store, [], task_id="t", phase="build", producer="A", allowed_types=frozenset({"GitBundle"}), account=account)
    first, other, again = (shelf.serve_write(chunk(data))["artifact"]["id"] for data in (b"one", b"two", b"one"))
    assert first == again and list(account.made) == [other, first]
    assert [item.id for item in shelf.made] == [first, other]


def test_equal_content_is_one_artifact(shelf):
    shelf.serve_write(chunk(b"same"))
    shelf.serve_write(chunk(b"same"))

    assert len(shelf.made) == 1


def test_it_takes_json_that_matches_its_schema(shelf):
    assert shelf.serve_write(chunk(json.dumps(MODEL).encode(), **JSON))["artifact"]["type"] == "DomainModel"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"title": 5}', "required keys"),
        (b"no json", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b'{"a": NaN}', "no JSON number"),
        (b"[" * 5000, "no JSON"),
    ],
)
def test_it_refuses_json_that_does_not_match(shelf, store, content, words):
    with pytest.raises(Refused, match=words) as caught:
        shelf.serve_write(chunk(content, **JSON))

    assert caught.value.error_class == "schema"
    assert [path for path in store.root.rglob("*") if path.is_file() and "incoming" in path.parts] == []


@pytest.mark.parametrize(
    "heading",
    [
        {"type": "ToolReport"},
        {"type": None},
        {"type": "Unheard"},
        {"name": ""},
        {"name": "n" * 201},
        {"name": "a\nb"},
        {"name": 5},
        {"media_type": "text/html"},
        {"media_type": "application/json"},
        {"media_type": None},
        {**JSON, "media_type": "text/plain"},
    ],
)
def test_it_refuses_a_heading_that_the_plan_does_not_allow(shelf, heading):
    with pytest.raises(Refused):
        shelf.serve_write(chunk(b"x", **heading))


@pytest.mark.parametrize("params", [{"handle": "unknown"}, {"data": "not base64!"}, {"data": None}, {"data": TOO_LARGE}])
def test_it_ends_the_session_for_what_no_honest_sandbox_sends(shelf, params):
    with pytest.raises(Violation):
        shelf.serve_write({**chunk(b"x"), **params})


def test_it_bounds_what_all_sandboxes_of_a_task_write_together(shelf, monkeypatch):
    monkeypatch.setattr(shelf._account, "left", 10)
    shelf.serve_write(chunk(b"123456"))

    with pytest.raises(Violation, match="artifacts of one task"):
        shelf.serve_write(chunk(b"78901"))


def test_it_bounds_open_uploads_and_gives_them_up_at_the_end(shelf, store):
    for number in range(OPEN_WRITES):
        shelf.serve_write(chunk(b"x", last=False, name=str(number)))
    with pytest.raises(Violation, match="open at once"):
        shelf.serve_write(chunk(b"x", last=False))

    shelf.close()

    assert list((store.root / "incoming").iterdir()) == []


def test_the_id_follows_from_task_type_name_and_content():
    assert artifacts.artifact_id("t", "A", "n", "h") == artifacts.artifact_id("t", "A", "n", "h")
    assert len({artifacts.artifact_id(*key) for key in ("tAnh", "uAnh", "tBnh", "tAmh", "tAni")}) == 5
