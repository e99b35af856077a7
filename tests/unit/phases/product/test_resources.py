"""From a domain model to resources with safe names."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.product.resources import label, resources_of
from tests.unit.phases.product.models import AWKWARD, CIRCLE, TODO, attribute, entity, model


def test_it_reads_a_domain_model_and_its_json_alike():
    assert resources_of(DomainModel.from_json(TODO)) == resources_of(TODO)


def test_the_state_is_managed_by_the_service():
    todo = resources_of(TODO)[1]
    assert (todo.state, todo.initial) == ("status", "open")
    assert "status" not in [field.name for field in todo.inputs]
    assert [field.name for field in todo.fields if field.managed] == ["status"]


def test_a_path_that_the_service_needs_itself_is_not_given_away():
    assert [resource.path for resource in resources_of(AWKWARD)] == ["orders", "group-list"]


def test_a_required_reference_that_closes_a_circle_becomes_optional():
    team, member = resources_of(CIRCLE)
    assert not any(field.required for resource in (team, member) for field in resource.fields if field.references)


def test_what_consists_of_references_alone_gets_a_note():
    assert [field.name for field in resources_of(CIRCLE)[0].fields] == ["leader", "note"]


def test_an_action_never_takes_the_name_of_an_operation():
    states = {"attribute": "state", "values": ["new", "gone"], "initial": "new", "transitions": [{"from": "new", "to": "gone", "action": "delete"}]}
    resource = resources_of(model("x", entity("box", "Boxes", attribute("name", "text"), states=states)))[0]
    assert [step.action for step in resource.transitions] == ["set-gone"]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (model("x"), "DomainModel /entities: it is empty"),
        (model("x", entity("box", "Boxes", attribute("size", "colour"))), "/entities/0/attributes/0/type: 'colour' is unknown"),
        (
            model("x", entity("box", "Boxes", attribute("lid", "reference", references="lid"))),
            "/entities/0/attributes/0/references: 'lid' is no entity",
        ),
        (model("x", entity("box", "Boxes", attribute("kind", "enum"))), "/entities/0/attributes/0/values"),
    ],
)
def test_it_names_the_place_that_is_wrong(broken, message):
    with pytest.raises(ValueError, match=message):
        resources_of(broken)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("start_at", "Starts at"),
        ("end_at", "Ends at"),
        ("lent_on", "Lent on"),
        ("start_date", "Start date"),
        ("isbn", "ISBN"),
        ("vat_id", "VAT ID"),
        ("product_url", "Product URL"),
        ("idea", "Idea"),
        ("on", "On"),
    ],
)
def test_labels_read_as_people_write_them(name, said):
    assert label(name) == said
