"""The lexicon's notation, and that every entry has the rule that its claims cite."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.domain import ATTRIBUTE_TYPES, Attribute
from phases.sandboxed.author.hazards import table
from phases.sandboxed.author.lexicon import LexiconError, alternatives, attribute_from, domains, states_from
from phases.sandboxed.rules import rules


def test_it_reads_the_notation_of_attributes():
    assert attribute_from("level:enum(low,high)!") == Attribute(name="level", type="enum", required=True, values=("low", "high"))
    assert attribute_from("weight:number[kg]") == Attribute(name="weight", type="number", required=False, unit="kg")
    assert attribute_from("owner:reference!@member") == Attribute(name="owner", type="reference", required=True, references="member")


@pytest.mark.parametrize(("read", "text"), [(attribute_from, "Title text"), (states_from, "status:"), (states_from, "status: open>done")])
def test_it_refuses_what_is_not_in_its_notation(read, text):
    with pytest.raises(LexiconError, match="write"):
        read(text)


@pytest.mark.parametrize("domain", domains(), ids=lambda domain: domain.name)
def test_every_domain_has_its_rules_and_fits_together(domain):
    ids = {entity.id for entity in domain.entities}
    for entity in domain.entities:
        assert entity.rule in rules() and {attribute.type for attribute in entity.attributes} <= set(ATTRIBUTE_TYPES)
        assert {attribute.references for attribute in entity.attributes if attribute.references} <= ids
        assert any(attribute.type == "text" and attribute.required for attribute in entity.attributes)
    assert all(f"lexicon.actor.{actor}" in rules() for actor in domain.actors)
    assert all(f"risk.{hazard}" in rules() and f"risk.{hazard}.measure" in rules() for hazard in domain.hazards) and set(domain.hazards) <= set(
        table()
    )
    rule, names = alternatives(domain.name)
    assert all(name.removeprefix("the ") in rules()[rule] for name in names)
