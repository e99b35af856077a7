"""What an English idea leaves open, as questions with the answers taken, ranked by what another answer would change. Used by the reader."""

from __future__ import annotations

from collections.abc import Iterator

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.personal import personal_attributes
from phases.sandboxed.author.readings import CHANGES, MODEL, RULES, WORDING, Question
from phases.sandboxed.author.sourced import SourcedEntity
from phases.sandboxed.author.sourcing import Source, assumed, by_rule
from phases.sandboxed.author.vocabulary import plural
from phases.sandboxed.rules import rules

Asked = tuple[str, str, str, Source]  # what it changes, question, answer, source


def ask(model: DomainModel, entities: tuple[SourcedEntity, ...], *, named: bool) -> tuple[Question, ...]:
    """Return the questions, those first that would change most; `named` tells whether the idea names its users."""
    asked = [*_of_the_model(model, entities, named=named), *_of_the_rules(model), *_of_the_wording(model)]
    ranked = sorted(asked, key=lambda entry: CHANGES.index(entry[0]))
    return tuple(
        Question(id=f"Q-{number:02}", text=text, answer=answer, source=source, changes=changes)
        for number, (changes, text, answer, source) in enumerate(ranked, 1)
    )


def _of_the_model(model: DomainModel, entities: tuple[SourcedEntity, ...], *, named: bool) -> Iterator[Asked]:
    """Yield who uses it, and what each thing keeps that no lexicon knows."""
    if model.actors and not named:
        names = " and ".join(plural(actor.name.lower()) for actor in model.actors)
        answer = f"The idea names nobody; the users are taken to be {names}."
        yield MODEL, "Who uses the product?", answer, by_rule("reading.actor.default")
    for entry in entities:
        if entry.known is None:
            kept = ", ".join(attribute.name.replace("_", " ") for attribute in entry.entity.attributes)
            rule = next((source for source in entry.attribute_sources.values() if source["kind"] == "rule"), by_rule("reading.attributes.thing"))
            text = f"What does the product keep of each {entry.entity.name.lower()}?"
            yield MODEL, text, f"It keeps, as a record of its kind: {kept}.", rule


def _of_the_rules(model: DomainModel) -> Iterator[Asked]:
    """Yield who may see what, how somebody is reminded, which demands nothing checks, and for how many people it is made."""
    seen = {rule.entity for rule in model.rules if rule.kind in ("visibility", "access")}
    private = [entity for entity in model.entities if personal_attributes(entity) and entity.id not in seen]
    if private and len(model.actors) > 1:
        names = ", ".join(entity.plural.lower() for entity in private)
        yield RULES, f"Who may see and change {names}?", rules()["reading.access.default"], by_rule("reading.access.default")
    if any(rule.kind == "reminder" for rule in model.rules):
        yield RULES, "How is somebody reminded?", rules()["intake.limit.messages"], by_rule("intake.limit.messages")
    for rule in model.rules:
        if not rule.checkable:
            text = f"How could a program check “{rule.text}”?"
            yield RULES, text, rules()["reading.rules.statement"], by_rule("reading.rules.statement")
    if model.entities and not any(quality.kind == "volume" for quality in model.qualities):
        answer = "A small group uses the product at the same time: no more than fifty people."
        yield (
            RULES,
            "How many people use the product at the same time?",
            answer,
            assumed("The idea gives no number of users, and no rule can know it."),
        )


def _of_the_wording(model: DomainModel) -> Iterator[Asked]:
    """Yield the currency where there is money and no word of the idea names one."""
    money = any(attribute.unit == "EUR" for entity in model.entities for attribute in entity.attributes)
    if money and not any(quantity.unit in ("EUR", "euro", "USD", "GBP", "CHF") for quantity in model.quantities):
        yield WORDING, "In which currency are amounts?", rules()["reading.currency.default"], by_rule("reading.currency.default")
