"""Which attributes hold data about a person, by their names."""

from __future__ import annotations

from phases.sandboxed.author.domain import Entity
from phases.sandboxed.author.vocabulary import is_person

_PERSONAL = frozenset(["email", "phone", "address", "birth_date", "birthday", "allergies", "symptoms", "evidence"])
_OF_A_PERSON = frozenset(["name", "age", "gender", "photo"])


def personal_attributes(entity: Entity) -> tuple[str, ...]:
    """Return the names of the attributes that hold personal data: contact and health data, and the name of whoever is a person."""
    person = is_person(entity.id.rsplit("_", 1)[-1])
    return tuple(attribute.name for attribute in entity.attributes if attribute.name in _PERSONAL or (person and attribute.name in _OF_A_PERSON))
