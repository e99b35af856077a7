"""Which attributes hold data about a person, by their names."""

from __future__ import annotations

from phases.sandboxed.author.domain import Entity
from phases.sandboxed.author.german.vocabulary import is_person as is_german_person
from phases.sandboxed.author.vocabulary import is_person

_PERSONAL = frozenset(["email", "phone", "address", "birth_date", "birthday", "allergies", "symptoms", "evidence"]) | {
    "e_mail", "e_mail_adresse", "mailadresse", "telefon", "telefonnummer", "handynummer", "adresse", "anschrift", "geburtsdatum",
    "allergien", "diagnose", "iban",
}  # fmt: skip
_OF_A_PERSON = frozenset(["name", "age", "gender", "photo", "vorname", "nachname", "alter", "geschlecht", "foto"])


def personal_attributes(entity: Entity) -> tuple[str, ...]:
    """Return the names of the attributes that hold personal data: contact and health data, and the name of whoever is a person."""
    person = is_person(entity.id.rsplit("_", 1)[-1]) or is_german_person(entity.name)
    return tuple(attribute.name for attribute in entity.attributes if attribute.name in _PERSONAL or (person and attribute.name in _OF_A_PERSON))
