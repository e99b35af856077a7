"""The languages that ideas are read in: for each, who finds mentions, demands and wishes in its sentences.

`reading.read_idea` asks here and nowhere else. A German idea has a reader of its own (`german/`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from phases.sandboxed.author.demands import Demand, Wish
from phases.sandboxed.author.english import demands as english_demands
from phases.sandboxed.author.english import relations
from phases.sandboxed.author.english import wishes as english_wishes
from phases.sandboxed.author.mentions import Mentions
from phases.sandboxed.author.statements import Statement

ENGLISH = "en"


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """How one language is read: `find` → mentions; `demands`, `wishes` → rules, and reports, exports and qualities."""

    find: Callable[[tuple[Statement, ...]], Mentions]
    demands: Callable[[tuple[Statement, ...], Mentions], tuple[Demand, ...]]
    wishes: Callable[[tuple[Statement, ...], Mentions], tuple[Wish, ...]]


TONGUES = {ENGLISH: Tongue(find=relations.find, demands=english_demands.find, wishes=english_wishes.find)}


def tongue_of(language: str) -> Tongue:
    """Return how a language is read; what nobody here reads is read as English, and refused at the gate."""
    return TONGUES.get(language, TONGUES[ENGLISH])
