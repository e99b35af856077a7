"""What a reader of ideas returns, in whatever language it reads; and what is returned of a language that nobody here reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author import mentions, statements
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.sourcing import Source, by_idea

GENERAL = "general"
MODEL, RULES, WORDING = "model", "rules", "wording"
# what an open question would change, the most first
CHANGES = (MODEL, RULES, WORDING)
MAX_ACTORS = 8


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the idea leaves open, and the answer taken; `source` says by which rule, or that it is an assumption.

    `changes` says what another answer would change: the things and people of the model, its rules, or the wording alone.
    """

    id: str
    text: str
    answer: str
    source: Source
    changes: str = "model"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was read. `sources`: JSON pointer into `model.to_json()` → source. `excluded` are things that the idea rules out."""

    model: DomainModel
    sources: Mapping[str, Source]
    statements: tuple[statements.Statement, ...]
    questions: tuple[Question, ...]
    excluded: tuple[mentions.Mention, ...]
    named_actors: tuple[str, ...]
    named_entities: tuple[str, ...]
    deeds: tuple[mentions.Deed, ...]


def unread(idea: Mapping[str, Any], language: str) -> Reading:
    """Return a reading without things and people, for an idea in a language that is not read: no reading is better than a garbled one."""
    said = statements.split(idea)
    title = " ".join(str(idea.get("title") or "").split())[:80]
    first = " ".join(str(idea.get("text") or title).split())[:300]
    model = DomainModel(
        title=title or "Untitled",
        slug=re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "untitled",
        summary=said[0].text if said else first or "The idea names nothing.",
        language=language,
        domain=GENERAL,
        actors=(),
        entities=(),
        actions=(),
    )
    sources = {"/summary": by_idea(said[0].pointer, said[0].text) if said else by_idea("/text" if idea.get("text") else "/title", first)}
    return Reading(model=model, sources=sources, statements=said, questions=(), excluded=(), named_actors=(), named_entities=(), deeds=())
