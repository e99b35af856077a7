"""Which pages a browser has to open: over a product in which only the manager adds bookings."""

import pytest

from phases.sandboxed.product.running import running
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.openings import openings
from phases.sandboxed.quality.visiting import visit
from tests.evaluation.products import product_of, written
from tests.unit.phases.product.rule_models import RULES, booking_model

MODEL = booking_model(RULES["access"])


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("openings")
    product = written(product_of(MODEL).files, folder / "product")
    with running(product, folder) as service, running(product, folder, database="empty.sqlite3") as unused:
        crew, empty = Crew(service, MODEL), Crew(unused, MODEL)
        site = visit(crew, crew.resources)
        yield openings(crew, site, empty), crew, empty, site


def test_every_page_is_opened_where_it_is_what_was_seen(found):
    opened, crew, empty, site = found
    names = [opening.name for opening in opened]
    assert names[0] == "/sign-in" and opened[0].session == ""
    assert {page.name for page in site.pages if page.state != "refused form"} <= set(names)
    assert len(names) == len(set(names))
    for opening in opened:
        assert opening.url.startswith((empty if "(empty)" in opening.name else crew).service.url)


def test_each_form_that_must_be_filled_in_is_sent_once(found):
    actions = [form.action for opening in found[0] for form in opening.forms]
    assert {"/sign-in", "/bookings", "/rooms"} <= set(actions)
    assert len(actions) == len(set(actions))
    assert not any(action.endswith(("/delete", "/sign-out")) for action in actions)


def test_another_role_opens_what_looks_otherwise_for_it_and_nothing_else(found):
    opened, crew, _, _ = found
    others = {opening.name: opening for opening in opened if opening.session not in ("", crew.main.token, found[2].main.token)}
    # a member has no form to add a booking, nor buttons to confirm or delete one; rooms look the same to everybody
    assert set(others) == {"/bookings (member)", "/bookings/{id} (member)"}
    assert {opening.session for opening in others.values()} == {crew.of("member").token}
