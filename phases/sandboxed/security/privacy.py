"""Which stored attributes are personal data, by written rules over their names and the entities that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PERSONS = _words(
    "account admin applicant author candidate child client colleague contact customer doctor driver employee friend"
    " guest guardian member nurse owner parent participant patient person player pupil student subscriber teacher"
    " tenant trainer user visitor volunteer worker"
)
# rule id → (category, impact 1–3, words); the first rule with a word of the name wins
RULES: tuple[tuple[str, str, int, frozenset[str]], ...] = (
    (
        "privacy.special",
        "special category",
        3,
        _words(
            "allergy allergies biometric blood diagnosis diagnoses disability disease dosage ethnicity fingerprint genetic"
            " health illness medication medical orientation political prescription pregnancy race religion symptom symptoms"
            " therapy treatment union vaccine"
        ),
    ),
    ("privacy.credential", "credential", 3, _words("password passcode pin secret token credential")),
    ("privacy.financial", "financial data", 2, _words("bank card credit iban income salary tax wage")),
    (
        "privacy.identity",
        "identity",
        2,
        _words("birth birthday birthdate dob gender nationality nickname passport photo signature ssn surname username firstname lastname fullname"),
    ),
    (
        "privacy.contact",
        "contact detail",
        2,
        _words("address email fax mail mobile phone postcode street telephone zip"),
    ),
    ("privacy.location", "location", 2, _words("coordinates gps latitude location longitude position")),
)
NAME_WORDS = frozenset(("name", "title"))
FREE_WORDS = _words("body comment comments content description detail details message note notes reason remark remarks summary text")


@dataclass(frozen=True, kw_only=True)
class Classified:
    """One stored attribute. `category` is `none` and `rule` empty for what is no personal data by any rule; `impact` 0–3."""

    entity: str
    attribute: str
    required: bool
    category: str
    rule: str
    impact: int

    @property
    def personal(self) -> bool:
        return bool(self.rule)


def is_person(entity: Mapping[str, Any], model: Mapping[str, Any]) -> bool:
    """Tell whether an entity stands for people: it is an actor too, or its name has a word for a person."""
    return entity["id"] in {actor["id"] for actor in model.get("actors", ())} or bool(set(entity["id"].split("_")) & PERSONS)


def classify(model: Mapping[str, Any]) -> Iterator[Classified]:
    """Yield every attribute of a DomainModel's entities with its category, in the model's order."""
    people = {entity["id"] for entity in model["entities"] if is_person(entity, model)}
    for entity in model["entities"]:
        for attribute in entity["attributes"]:
            rule, category, impact = _rule(entity, attribute, people)
            yield Classified(
                entity=entity["name"], attribute=attribute["name"], required=attribute["required"], category=category, rule=rule, impact=impact
            )


def _rule(entity: Mapping[str, Any], attribute: Mapping[str, Any], people: set[str]) -> tuple[str, str, int]:
    words = set(attribute["name"].lower().split("_"))
    for rule, category, impact, known in RULES:
        whole_entity = rule == "privacy.special" and known & set(entity["id"].split("_"))
        if known & words or whole_entity:
            return rule, category, impact
    if entity["id"] in people and words & NAME_WORDS:
        return "privacy.identity", "identity", 2
    if attribute.get("references") in people or words & people:
        return "privacy.link", "link to a person", 1
    if attribute["type"] == "text" and words & FREE_WORDS:
        return "privacy.freetext", "free text", 1
    return "", "none", 0


def subjects(model: Mapping[str, Any]) -> list[str]:
    """Return the names of those whose data is kept: the entities that are people, and the actors, sorted."""
    people = {entity["name"] for entity in model["entities"] if is_person(entity, model)}
    return sorted(people | {actor["name"] for actor in model.get("actors", ())})
