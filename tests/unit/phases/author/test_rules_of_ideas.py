"""The rules that the reader finds in whole ideas: all that are expected, and no other that a program would enforce."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.reading import read_idea
from phases.sandboxed.rules import rules
from qav.sources import Sources, objection
from tests.support import ideas
from tests.support.ideas import expectations, holds, idea

IDEAS, FRESH = sorted(expectations()), sorted(expectations("fresh"))


def stated(reading):
    """Return the checkable rules that the idea states."""
    return ideas.stated(reading.model.to_json(), reading.sources)


@pytest.mark.parametrize("name", IDEAS)
def test_every_expected_rule_is_found(name):
    found = stated(read_idea(idea(name)))
    assert [wanted for wanted in expectations()[name]["rules"] if not any(holds(wanted, rule) for rule in found)] == []


@pytest.mark.parametrize("name", IDEAS)
def test_no_other_checkable_rule_is_found(name):
    wanted = expectations()[name]["rules"]
    assert [rule for rule in stated(read_idea(idea(name))) if not any(holds(entry, rule) for entry in wanted)] == []


@pytest.mark.parametrize("name", IDEAS)
def test_things_and_people_are_those_of_the_idea(name):
    model, wanted = read_idea(idea(name)).model, expectations()[name]
    assert {entity.id for entity in model.entities} == set(wanted["entities"])
    assert {actor.id for actor in model.actors} == set(wanted["actors"])


@pytest.mark.parametrize("name", IDEAS)
def test_wishes_are_found_and_what_cannot_be_checked_stays_visible(name):
    model, wanted = read_idea(idea(name)).model, expectations()[name]
    reports = [report.to_json() for report in model.reports]
    assert len(reports) == len(wanted.get("reports", []))
    assert [report for report in wanted.get("reports", []) if not any(holds(report, found) for found in reports)] == []
    assert [export.entity for export in model.exports] == wanted.get("exports", [])
    assert sorted(quality.kind for quality in model.qualities) == sorted(wanted.get("qualities", []))
    assert [rule.text for rule in model.rules if not rule.checkable] == wanted.get("statements", [])


@pytest.mark.parametrize("name", IDEAS)
def test_a_rule_names_only_what_the_model_has(name):
    reading = read_idea(idea(name))
    model = reading.model
    assert DomainModel.from_json(model.to_json()) == model
    roles = {actor.id for actor in model.actors}
    for rule in (rule for rule in model.rules if rule.checkable):
        entity = model.entity(rule.entity)
        named = {rule.start, rule.end, rule.reference, rule.on, *rule.scope, *rule.attributes} - {""}
        if rule.kind not in ("capacity",) and not rule.through:
            named |= {rule.attribute} - {""}
        named |= {rule.per, rule.through} - {"", "account"}
        if rule.through:
            assert model.entity(entity.attribute(rule.through).references).attribute(rule.attribute).type in ("date", "datetime")
        assert all(entity.attribute(attribute) for attribute in named) and set(rule.roles) <= roles
        states = set(entity.states.values) if entity.states else set()
        assert {*rule.states, *rule.ignored, *([rule.target] if rule.target else [])} <= states
        steps = {step.action for step in entity.states.transitions} if entity.states else set()
        assert {*rule.actions, *([rule.action] if rule.action else [])} <= steps | {"create", "update", "delete", "view"}


@pytest.mark.parametrize("name", IDEAS)
def test_every_rule_cites_words_that_are_there(name):
    taken = idea(name)
    reading, library = read_idea(taken), Sources(idea=taken, rules=rules())
    content = reading.model.to_json()
    for key in ("rules", "reports", "exports", "qualities"):
        for index, entry in enumerate(content[key]):
            assert objection(entry["text"], reading.sources[f"/{key}/{index}/text"], library) is None
    named = [pointer for pointer in reading.sources if "/attributes/" in pointer]
    assert len(named) == sum(len(entity.attributes) for entity in reading.model.entities)


@pytest.mark.parametrize("name", FRESH)
def test_a_fresh_idea_has_the_rules_that_it_states_and_no_others(name):
    reading, wanted = read_idea(idea(f"fresh/{name}")), expectations("fresh")[name]
    found = stated(reading)
    assert [entry for entry in wanted["rules"] if not any(holds(entry, rule) for rule in found)] == []
    assert [rule for rule in found if not any(holds(entry, rule) for entry in wanted["rules"])] == []
    assert [rule.text for rule in reading.model.rules if not rule.checkable] == wanted["statements"]


@pytest.mark.parametrize("name", [name for name in FRESH if "things" in expectations("fresh")[name]])
def test_a_fresh_idea_has_the_people_and_the_things_that_it_names(name):
    """A verb (“that overlap”), a state (“marked as promising”) or a possessive (“a therapist's practice plans”) is no thing."""
    model, wanted = read_idea(idea(f"fresh/{name}")).model, expectations("fresh")[name]
    assert [actor.id for actor in model.actors] == wanted["actors"]
    assert [entity.id for entity in model.entities] == wanted["things"]


def test_a_threshold_of_what_nothing_is_called_by_stays_words():
    """It had once made an attribute without a name."""
    model = read_idea({"text": "A depot lists withdrawals. Withdrawals above 50 pieces must be approved by the depot manager."}).model
    assert [(rule.kind, rule.text) for rule in model.rules] == [
        ("statement", "Withdrawals above 50 pieces must be approved by the depot manager."),
    ]
    assert all(attribute.name for entity in model.entities for attribute in entity.attributes)


def test_nobody_is_everybody_counted_alone():
    [rule] = read_idea({"text": "Volunteers take shifts. Nobody can take more than two shifts on the same day."}).model.rules
    assert (rule.kind, rule.per, rule.period, rule.maximum) == ("limit", "account", "day", 2)


@pytest.mark.parametrize(
    ("said", "most"),
    [
        ("Members cannot book a court twice a day.", 1),
        ("Members may not book more than twice a day.", 2),
        ("Members may book twice a day.", 2),
        ("No member may book three times a day.", 2),
        ("Nobody books a court twice a day.", 1),
    ],
)
def test_what_nobody_may_do_twice_is_done_once(said, most):
    rules = read_idea({"text": f"Members book courts. {said}"}).model.rules
    assert [(rule.kind, rule.maximum) for rule in rules if rule.period == "day"] == [("limit", most)]


def test_twice_a_day_is_no_overlap_in_german():
    """As a limit it is not read yet: it stays words and becomes no other rule."""
    rules = read_idea({"text": "Mitglieder buchen Plätze. Ein Mitglied darf nicht zweimal am Tag buchen."}).model.rules
    assert [(rule.kind, rule.text) for rule in rules] == [("statement", "Ein Mitglied darf nicht zweimal am Tag buchen.")]


def test_the_summary_ends_without_the_mark_that_parts_it_from_the_rest():
    assert read_idea({"text": "A list of plants; nobody waters a plant twice a day."}).model.summary == "A list of plants"
