"""How sensitive a field is, by the words of its name (privacy.json) and whether its record is about a person; never by its values."""

from __future__ import annotations

import functools
import json
from itertools import pairwise
from pathlib import Path

from phases.sandboxed.product.resources import Field, Resource

NAME_KINDS = ("full", "first", "last", "family", "given", "maiden")


@functools.cache
def words(kind: str) -> frozenset[str]:
    """Return the words of a kind: sensitive, personal, people. Raises KeyError."""
    lists = json.loads((Path(__file__).parent / "privacy.json").read_text(encoding="utf-8"))
    return frozenset(lists[kind].split())


def sensitivity(resource: Resource, field: Field) -> str:
    """Return sensitive, personal or internal."""
    name = field.name.split("_")
    if words("sensitive") & set(name):
        return "sensitive"
    of_a_person = "name" in name and resource.id.split("_")[-1] in words("people")
    a_persons_name = any(first in NAME_KINDS and second == "name" for first, second in pairwise(name))
    return "personal" if of_a_person or a_persons_name or words("personal") & set(name) else "internal"
