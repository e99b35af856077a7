"""The door to the readers: an idea is read by the reader of its language. Called by intake's agents and tools.

English and German are read. What is too short to tell counts as English. A language that nobody here reads is named, and nothing is read
from it: no reading is better than a garbled one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author import reading as english
from phases.sandboxed.author import statements
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.german import reading as german
from phases.sandboxed.author.languages import READ, UNKNOWN, language_of_idea
from phases.sandboxed.author.reading import Reading
from phases.sandboxed.author.sourcing import by_idea


def read_idea(idea: Mapping[str, Any]) -> Reading:
    """Return the reading of an idea in its own language; of an idea in a language that is not read, one without things and people."""
    language = language_of_idea(idea)
    if language == german.LANGUAGE:
        return german.read_idea(idea)
    return english.read_idea(idea) if language in (*READ, UNKNOWN) else _unread(idea, language)


def evidence(reading: Reading, domain: str) -> tuple[tuple[str, str], ...]:
    """Return the words of the idea, as written and with their pointers, that point at a domain; each word once."""
    if reading.model.language == german.LANGUAGE:
        return german.evidence(reading.statements, domain)
    return english.evidence(reading.statements, domain) if reading.model.language in READ else ()


def _unread(idea: Mapping[str, Any], language: str) -> Reading:
    said = statements.split(idea)
    text = next(iter(idea.values())) if not said else said[0].text
    title = str(idea.get("title") or "Untitled")
    model = DomainModel(
        title=" ".join(title.split())[:80] or "Untitled",
        slug=re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "untitled",
        summary=" ".join(str(text).split())[:300] or "The idea names nothing.",
        language=language,
        domain=english.GENERAL,
        actors=(),
        entities=(),
        actions=(),
    )
    sources = {"/summary": by_idea(said[0].pointer, said[0].text)} if said else {}
    return Reading(model=model, sources=sources, statements=said, questions=(), excluded=(), named_actors=(), named_entities=(), deeds=())
