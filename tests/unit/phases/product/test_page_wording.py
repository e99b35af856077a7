"""How the pages of a started product name what they show: times, long texts, counts."""

import pytest

from phases.sandboxed.product.running import running
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.documents import parse
from phases.sandboxed.quality.rows import make_all
from tests.evaluation.products import product_of, written
from tests.unit.phases.product.models import attribute, entity, model

MODEL = model("Meetings", entity("meeting", "Meetings", attribute("title", "text", required=True), attribute("notes", "text"),
                                 attribute("start_at", "datetime", required=True), attribute("place", "text")))  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The list of meetings, with one in it, and the page of that one."""
    folder = tmp_path_factory.mktemp("wording")
    with running(written(product_of(MODEL).files, folder / "product"), folder) as service:
        crew = Crew(service, MODEL)
        made = make_all(crew, crew.resources)
        yield [parse(crew.main.get(path).text) for path in ("/meetings", f"/meetings/{made['meeting']}")]


def test_that_times_are_utc_stands_where_they_are_named_and_nowhere_else(pages):
    overview, meeting = pages
    assert "Starts at (UTC)" in [cell.text for cell in overview.all("th")]
    assert [cell.attributes["data-label"] for cell in overview.all("td") if cell.all("time")] == ["Starts at (UTC)"]
    assert "Starts at (UTC)" in [term.text for term in meeting.all("dt")]
    assert "Starts at (UTC)" in [label.text for label in meeting.all("label")]
    assert all("UTC" not in time.text for page in pages for time in page.all("time"))


def test_long_texts_come_last_in_a_form(pages):
    assert [label.attributes["for"] for label in pages[0].all("label")] == ["field-title", "field-start_at", "field-place", "field-notes"]


def test_a_count_goes_on_in_small_letters_and_knows_one_from_many(pages):
    assert [caption.text for caption in pages[0].all("caption")] == ["1 meeting"]
