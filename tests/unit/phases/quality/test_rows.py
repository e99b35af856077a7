"""Rows to work with in a started product."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.running import running
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.journeys import RestJourney, run_journey
from phases.sandboxed.quality.rows import make_all, referred_to
from tests.unit.phases.product.models import attribute, entity
from tests.unit.phases.product.rule_benches import product_in, stories_of
from tests.unit.phases.product.rule_models import RULES, booking_model


@contextlib.contextmanager
def crew_of(folder: Path, model: dict[str, Any]) -> Iterator[Crew]:
    product = product_in(folder / "product", model, stories_of(model))
    (folder / "data").mkdir()
    with running(product, folder / "data") as service:
        yield Crew(service, model)


def test_nobody_waits_behind_a_row_that_was_made_for_others_to_refer_to(tmp_path):
    invoice = entity("invoice", "Invoices", attribute("number", "text", required=True), attribute("booking", "reference", references="booking"))
    model = booking_model({**RULES["queue"], "scope": []})
    model = {**model, "entities": [*model["entities"], invoice]}
    booking = resources_of(model)[1]
    with crew_of(tmp_path, model) as crew:
        parents = make_all(crew, referred_to(resources_of(model)))
        outcomes = run_journey("rest", booking.id, RestJourney(crew, booking, parents).steps())
    assert [outcome.message for outcome in outcomes if outcome.outcome != "passed"] == []
    assert "confirm" in {outcome.action for outcome in outcomes}
