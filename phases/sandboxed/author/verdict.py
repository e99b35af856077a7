"""The verdict on an idea: go, killed (contradicts itself, or cannot be) or blocked (plainly illegal, or in a language that is not read).

Used by tool.intake.feasibility. A clash quotes the words that clash and names the written rule `refusal.<id>`. It is found by
patterns (refusals.json, one for each language that is read) sentence by sentence, and by comparing the rules of the domain model
pairwise; whoever guards against something, or tells a story of it, is not refused.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.languages import READ, language_name
from phases.sandboxed.author.opposing import opposing
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import Speech

GO, KILLED, BLOCKED = "go", "killed", "blocked"
TABLES = {"en": "refusals.json", "de": "german/refusals.json"}
_VERDICTS = {"contradiction": KILLED, "impossible": KILLED, "illegal": BLOCKED, "language": BLOCKED}


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Why an idea ends: `kind` is contradiction, impossible, illegal or language; `text` a sentence with the `words` quoted."""

    kind: str
    text: str
    words: tuple[str, ...]

    @property
    def verdict(self) -> str:
        return _VERDICTS[self.kind]

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "verdict": self.verdict, "rule": f"refusal.{self.kind}", "text": self.text, "words": list(self.words)}


def judge(model: DomainModel, told: Sequence[Statement]) -> tuple[str, tuple[Clash, ...]]:
    """Return the verdict and all clashes; the gravest gives the verdict: what is blocked is blocked, whatever else it contradicts."""
    if model.language not in READ:
        return BLOCKED, (_unread(model, told),)
    table, speech = _table(model.language), speech_of(model)
    clashes = (*_refused(told, table, speech), *_opposite(told, table, speech), *opposing_rules(model))
    verdicts = {clash.verdict for clash in clashes}
    return (BLOCKED if BLOCKED in verdicts else KILLED if verdicts else GO), clashes


def _unread(model: DomainModel, told: Sequence[Statement]) -> Clash:
    words = tuple(statement.text for statement in told[:1]) or (model.summary,)
    text = f"The idea seems to be written in {language_name(model.language)}; only English and German are read: “{words[0]}”."
    return Clash(kind="language", text=text, words=words)


@functools.cache
def _table(language: str) -> Mapping[str, Any]:
    return json.loads((Path(__file__).parent / TABLES[language]).read_text(encoding="utf-8"))


def _refused(told: Sequence[Statement], table: Mapping[str, Any], speech: Speech) -> Iterator[Clash]:
    """Yield the sentences that ask for what is illegal or impossible, each for the first reason."""
    first = told[0].text if told else ""
    for statement in told:
        folded = statement.text.lower().replace("’", "'")
        if re.search(table["fiction"], f"{first} {folded}".lower()):
            continue
        for entry in table["refusals"]:
            if _asks_for(entry, folded, table):
                text = speech.say("The idea asks for {what}: “{words}”", what=speech.say(entry["what"]), words=statement.text)
                yield Clash(kind=entry["id"], text=text, words=(statement.text,))
                break


def _asks_for(entry: Mapping[str, Any], folded: str, table: Mapping[str, Any]) -> bool:
    """Tell whether a sentence asks for what an entry refuses; who guards against it says so before naming it.

    Where a language puts its verbs last (`clause_end`), it may be said up to the end of the clause.
    """
    found = [re.search(pattern, folded) for pattern in entry["all"]]
    if not all(found) or ("unless" in entry and re.search(entry["unless"], folded)):
        return False
    named = max(match.end() for match in found if match)
    if "clause_end" in table:
        end = re.search(table["clause_end"], folded[named:])
        named = named + end.start() if end else len(folded)
    return not re.search(table["guarding"], folded[:named])


def _opposite(told: Sequence[Statement], table: Mapping[str, Any], speech: Speech) -> Iterator[Clash]:
    """Yield pairs of sentences of which one denies what the other demands."""
    for entry in table["opposites"]:
        ones, others = ([(said, match) for said in told if (match := re.search(entry[key], said.text.lower()))] for key in ("one", "other"))
        pairs = [(one, other) for one, a in ones for other, b in others if one is not other and a.groupdict() == b.groupdict()]
        yield from (_clash(one.text, other.text, speech) for one, other in pairs[:1])


def opposing_rules(model: DomainModel) -> Iterator[Clash]:
    """Yield the pairs of rules of which only one can hold."""
    for one, other in opposing(model.rules):
        yield _clash(one.text, other.text, speech_of(model))


def _clash(one: str, other: str, speech: Speech) -> Clash:
    text = speech.say("“{one}” clashes with “{other}”.", one=one, other=other)
    return Clash(kind="contradiction", text=text, words=(one, other))
