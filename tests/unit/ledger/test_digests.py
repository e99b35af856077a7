"""What counts for a content digest."""

import pytest

from ledger.digests import code_digest, content_digest, stable
from phases.schemas.build import anything, artifact, integer, list_of, map_of, nullable, record, text

SCHEMA = artifact(
    "Report",
    name=text(),
    took=integer(volatile=True),
    rows=list_of(record(value=integer(), at=nullable(text(volatile=True)))),
    measured={**map_of(anything()), "x-volatile": True},
    by_tool=map_of(record(port=integer(volatile=True), ok=text())),
    of={**record(type=text(), hash=text()), "x-ref": True},
)
CONTENT = {
    "name": "a",
    "took": 5,
    "rows": [{"value": 1, "at": "noon"}],
    "measured": {"load": 3},
    "by_tool": {"x": {"port": 81, "ok": "yes"}},
    "of": {"type": "PRD", "hash": "f" * 64},
}


def test_it_leaves_out_volatile_parts_at_any_depth():
    assert stable(CONTENT, SCHEMA) == {"name": "a", "rows": [{"value": 1}], "by_tool": {"x": {"ok": "yes"}}, "of": {"content_digest": "f" * 64}}


@pytest.mark.parametrize(
    "change", [{"took": 9}, {"measured": {}}, {"rows": [{"value": 1, "at": None}]}, {"by_tool": {"x": {"port": 1, "ok": "yes"}}}]
)
def test_equal_runs_with_other_measurements_have_one_digest(change):
    assert content_digest({**CONTENT, **change}, SCHEMA) == content_digest(CONTENT, SCHEMA)


@pytest.mark.parametrize("change", [{"name": "b"}, {"rows": []}, {"rows": [{"value": 2, "at": "noon"}]}, {"of": {"type": "PRD", "hash": "e" * 64}}])
def test_any_other_change_shows(change):
    assert content_digest({**CONTENT, **change}, SCHEMA) != content_digest(CONTENT, SCHEMA)


def test_a_reference_counts_as_the_digest_of_what_it_refers_to():
    one = content_digest(CONTENT, SCHEMA, referents={"f" * 64: "d1"})
    other = content_digest({**CONTENT, "of": {"type": "PRD", "hash": "e" * 64}}, SCHEMA, referents={"e" * 64: "d1"})
    assert one == other


def test_code_counts_by_its_tree():
    assert code_digest("a" * 40) == code_digest("a" * 40) != code_digest("b" * 40)
