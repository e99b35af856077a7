"""Pictures of the architecture in the dossier: the newest of each name, as images that can run nothing."""

from datetime import UTC, datetime

import pytest

from ledger.dossier import checking, rendering, storing
from phases.dossier.compiler import ReleaseDossierCompiler
from runs.transitions import step

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 2, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title>Tables of {}</title><desc>Two &lt;b&gt; tables.</desc><script>alert(2)</script></svg>'


@pytest.fixture
def dossier(finished, make):
    for name, title in (("erd.svg", "old"), ("erd.svg", "new"), ("components.svg", "parts")):
        make("Picture", SVG.format(title).encode(), phase="build", media_type="image/svg+xml", name=name)
    content = ReleaseDossierCompiler(now=NOW).compile(finished.pk)
    with step(finished.pk) as current:
        storing.store(current, content, "1.0.0")
    return storing.get(finished.pk)


def test_the_newest_picture_of_each_name_stands_in_the_product_section(dossier):
    pictures = [part for part in dossier["product"]["parts"] if part["type"] == "Picture"]
    assert sorted(part["name"] for part in pictures) == ["components.svg", "erd.svg"]
    assert all(part["content_digest"] == part["sha256"] for part in pictures)
    assert checking.check(dossier) == []


def test_the_page_embeds_it_as_an_image_with_its_title_and_description(dossier):
    page = rendering.export(dossier, "html").decode()
    assert page.count('<img src="data:image/svg+xml;base64,') == 2
    assert 'alt="Tables of parts. Two &lt;b&gt; tables."' in page
    assert "alert(2)" not in page
